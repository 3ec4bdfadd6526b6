using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit.Paging;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Lightspeed;

/// <summary>How the wire records are read and written: names in snake case, numbers as text and the like accepted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber)])]
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(SaleRow))]
[JsonSerializable(typeof(ProductRow))]
[JsonSerializable(typeof(InventoryRow))]
[JsonSerializable(typeof(OutletRow))]
[JsonSerializable(typeof(VersionRow))]
[JsonSerializable(typeof(RetailerAnswer))]
[JsonSerializable(typeof(InventorySearch))]
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
internal sealed partial class LightspeedJson : JsonSerializerContext;

/// <summary>A row of a feed of versions.</summary>
internal interface IFeedRow
{
    string? Id { get; }

    string? DeletedAt { get; }

    WireNumber Version { get; }
}

internal sealed record CustomerRow(
    string? Id, string? FirstName, string? LastName, string? Name, string? Email, string? Phone, string? Mobile, string? CreatedAt, string? DeletedAt, WireNumber Version) : IFeedRow;

internal sealed record InventoryRow(
    string? Id, string? ProductId, string? OutletId, WireNumber CurrentInventoryLevel, string? DeletedAt, WireNumber Version) : IFeedRow;

internal sealed record OutletRow(
    string? Id, string? Name, string? Currency, string? TimeZone, string? DisplayPrices, string? DeletedAt, WireNumber Version) : IFeedRow;

internal sealed record ProductRow : IFeedRow
{
    public string? Id { get; set; }

    public string? FamilyId { get; set; }

    public string? VariantParentId { get; set; }

    public string? Name { get; set; }

    public string? Sku { get; set; }

    public bool? Active { get; set; }

    public bool? IsActive { get; set; }

    public bool? HasVariants { get; set; }

    public WireNumber VariantCount { get; set; }

    public List<OptionRow?>? VariantOptions { get; set; }

    public NamedRow? Brand { get; set; }

    public NamedRow? Type { get; set; }

    public NamedRow? ProductCategory { get; set; }

    public List<CodeRow?>? ProductCodes { get; set; }

    public WireNumber SupplyPrice { get; set; }

    public WireNumber PriceExcludingTax { get; set; }

    public WireNumber PriceIncludingTax { get; set; }

    public string? ImageUrl { get; set; }

    public string? DeletedAt { get; set; }

    public WireNumber Version { get; set; }
}

internal sealed record OptionRow(string? Name, string? Value);

internal sealed record CodeRow(string? Code, string? Type);

internal sealed record NamedRow(string? Name, List<NamedRow?>? CategoryPath);

internal sealed record SaleRow : IFeedRow
{
    public string? Id { get; set; }

    [JsonPropertyName("_metadata")]
    public VersionedRow? Metadata { get; set; }

    /// <summary>Where <see cref="Metadata"/> does not state it: the old API versions did so here.</summary>
    [JsonPropertyName("version")]
    public WireNumber OldVersion { get; set; }

    public string? State { get; set; }

    /// <summary>Of the old API versions, instead of <see cref="State"/>.</summary>
    public string? Status { get; set; }

    public List<string?>? Attributes { get; set; }

    public string? CustomerId { get; set; }

    public string? Date { get; set; }

    public string? CreatedAt { get; set; }

    public string? DeletedAt { get; set; }

    public SourceRow? Source { get; set; }

    public TotalsRow? Totals { get; set; }

    public List<LineRow?>? LineItems { get; set; }

    public List<PaymentRow?>? Payments { get; set; }

    public List<AdjustmentRow?>? Adjustments { get; set; }

    public List<AdjustmentRow?>? EcomCustomCharges { get; set; }

    [JsonIgnore]
    public WireNumber Version => (Metadata?.Version ?? default).Or(OldVersion);
}

internal sealed record VersionedRow(WireNumber Version);

internal sealed record SourceRow(string? OutletId, string? Type);

internal sealed record TotalsRow(WireNumber Price, WireNumber Tax, WireNumber PriceInclTax, WireNumber Surcharge);

internal sealed record LineRow(IdRow? Product, WireNumber Quantity, PricingRow? Pricing, LineTaxRow? Tax);

internal sealed record IdRow(string? Id);

internal sealed record PricingRow(WireNumber Price, WireNumber Discount, WireNumber DiscountTotal, WireNumber Total);

internal sealed record LineTaxRow(WireNumber Total);

internal sealed record PaymentRow(WireNumber Amount, string? DeletedAt, NamedRow? Type);

internal sealed record AdjustmentRow(string? AdjustmentType, string? Name, WireNumber Total);

internal sealed record VersionRow(WireNumber Max);

internal sealed record RetailerAnswer(RetailerRow? Data);

internal sealed record RetailerRow(string? Id, string? Name, CurrencyRow? Currency);

internal sealed record CurrencyRow(string? Code);

internal sealed record InventorySearch(long After, int Size, string SortDirection, bool IncludeDeleted);

/// <summary>Takes the rows out of an answer: <c>data</c> beside <c>version</c>, or a bare array (inventory).</summary>
internal static class Envelope
{
    /// <exception cref="JsonException">The answer is cut off, or holds no list: never to be taken for an empty one.</exception>
    public static FeedPage<T> Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) where T : class, IFeedRow
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        var rows = new List<T?>();
        long? stated = null;
        if (reader.TokenType == JsonTokenType.StartArray) ReadArray(ref reader, rows, type);
        else if (reader.TokenType != JsonTokenType.StartObject || !ReadObject(ref reader, rows, type, out stated)) throw new JsonException("The answer holds no list.");
        if (reader.Read()) throw new JsonException("Something follows the answer.");
        var seen = rows.Max(r => Whole(r?.Version));
        return new FeedPage<T>(rows, stated > seen || seen is null ? stated : seen);
    }

    /// <summary>A version; null where there is none.</summary>
    public static long? Whole(WireNumber? version) => version?.Value is >= 0 and < long.MaxValue and var number ? (long)number : null;

    private static bool ReadObject<T>(ref Utf8JsonReader reader, List<T?> rows, JsonTypeInfo<T> type, out long? stated) where T : class
    {
        var found = false;
        stated = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isData, isVersion) = (reader.ValueTextEquals("data"u8), reader.ValueTextEquals("version"u8));
            reader.Read();
            if (isData && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadArray(ref reader, rows, type);
                found = true;
            }
            else if (isVersion)
            {
                stated = Whole(ReadRow(ref reader, LightspeedJson.Default.VersionRow)?.Max);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static void ReadArray<T>(ref Utf8JsonReader reader, List<T?> rows, JsonTypeInfo<T> type) where T : class
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(ReadRow(ref reader, type));
    }

    private static T? ReadRow<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type) where T : class
    {
        var start = reader;
        try
        {
            return JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException)
        {
            // Of another shape than a record, or cut off; the second throws again here.
            reader = start;
            reader.Skip();
            return null;
        }
    }
}
