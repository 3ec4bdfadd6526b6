using System.Text.Json.Serialization;

namespace Sync.Web.Site.Import;

[JsonSerializable(typeof(ImportJob))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
internal sealed partial class ImportJson : JsonSerializerContext;
