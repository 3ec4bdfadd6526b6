using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>How Alleaves names people.</summary>
internal static class Buyer
{
    /// <summary>The customer's id on an order; the live service says 0 or less for nobody.</summary>
    public static string? CustomerId(string? id) =>
        Text.OrNull(id) is { } text && !(decimal.TryParse(text, out var number) && number <= 0) ? text : null;

    public static string? Name(string? first, string? last) =>
        Text.OrNull(string.Join(' ', new[] { Text.OrNull(first), Text.OrNull(last) }.Where(n => n is not null)));
}
