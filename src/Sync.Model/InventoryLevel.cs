namespace Sync.Model;

/// <summary>How much of a product a location has on hand.</summary>
public sealed record InventoryLevel : IPosRecord
{
    /// <summary>The location's id and the product's, with a <c>:</c> between them; see <see cref="IdOf"/>.</summary>
    public string Id => IdOf(LocationId, ProductId);

    /// <summary>The POS's id of the product (of the variant, where it has some).</summary>
    public required string ProductId { get; init; }

    /// <summary>The POS's id of the location.</summary>
    public required string LocationId { get; init; }

    /// <summary>Units that can be sold; negative where more was sold than counted. Null where it is in stock and nobody counts it.</summary>
    public required decimal? Quantity { get; init; }

    /// <summary>
    /// The id of a product's level at a location. A <c>:</c> in the location's own id is written <c>%3A</c>, and a <c>%</c> of it
    /// <c>%25</c>, so that no two levels share one: 2 at <c>A:11</c> is not 11:2 at <c>A</c>.
    /// </summary>
    public static string IdOf(string? location, string product) => $"{Escaped(location)}:{product}";

    /// <summary>The level of an id that <see cref="IdOf"/> made, in no number; null for any other id, such as of a document that others wrote.</summary>
    public static InventoryLevel? Uncounted(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var location = id[..colon].Replace("%3A", ":", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
        return new InventoryLevel { LocationId = location, ProductId = id[(colon + 1)..], Quantity = null };
    }

    private static string? Escaped(string? location) =>
        location?.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
}
