using System.Text.Json;

namespace Sync.Connectors.Files.Mapping;

/// <summary>How fields are called in mapping files and messages.</summary>
internal static class FieldNames
{
    /// <summary><c>OrderId</c> is <c>orderId</c>.</summary>
    public static string MappingName(this FileField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());
}
