using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Square;

// Field names: square.openapi.json, Square-Version 2025-08-20. Everything may be absent or null; what is unknown is ignored.

/// <summary>What any of Square's calls answers. Rows are read one by one, so that one of a strange shape does not take its page along.</summary>
internal sealed record Answer
{
    public List<ErrorRow?>? Errors { get; set; }
    public string? Cursor { get; set; }
    public WireNumber Count { get; set; }
    public string? LatestTime { get; set; }
    public List<LocationRow?>? Locations { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CustomerRow>))]
    public WireRows<CustomerRow>? Customers { get; set; }
    [JsonConverter(typeof(WireRowsConverter<OrderRow>))]
    public WireRows<OrderRow>? Orders { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CatalogRow>))]
    public WireRows<CatalogRow>? Objects { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CatalogRow>))]
    public WireRows<CatalogRow>? RelatedObjects { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CountRow>))]
    public WireRows<CountRow>? Counts { get; set; }
    public JsonElement? Responses { get; set; }
    public List<LoyaltyRow?>? LoyaltyAccounts { get; set; }
    public List<string?>? Scopes { get; set; }
    public string? MerchantId { get; set; }
}

internal sealed record ErrorRow(string? Category, string? Code, string? Detail);

internal sealed record MoneyRow
{
    public WireNumber Amount { get; set; }
    public string? Currency { get; set; }
}

internal sealed record LocationRow(string? Id, string? Name, string? Timezone, string? Currency, string? Status, string? MerchantId = null);

internal sealed record LoyaltyRow
{
    public string? CustomerId { get; set; }
    public string? UpdatedAt { get; set; }
    public WireNumber Balance { get; set; }
}

internal sealed record CustomerRow(
    string? Id, string? GivenName, string? FamilyName, string? CompanyName, string? EmailAddress, string? PhoneNumber, string? CreatedAt)
{
    /// <summary>Whether Square lists and counts it: a profile with none of these, such as one made of a card, it tells by its id alone.</summary>
    public bool IsListed => new[] { GivenName, FamilyName, CompanyName, EmailAddress, PhoneNumber }.Any(t => Words.OrNull(t) is not null);
}

internal sealed record CountRow
{
    public string? CatalogObjectId { get; set; }
    public string? CatalogObjectType { get; set; }
    public string? State { get; set; }
    public string? LocationId { get; set; }
    public WireNumber Quantity { get; set; }
}

internal sealed record OrderRow
{
    public string? Id { get; set; }
    public string? LocationId { get; set; }
    public NameRow? Source { get; set; }
    public string? CustomerId { get; set; }
    public string? State { get; set; }
    public string? CreatedAt { get; set; }
    public string? UpdatedAt { get; set; }
    public List<LineRow?>? LineItems { get; set; }
    public List<ChargeRow?>? ServiceCharges { get; set; }
    public List<FulfillmentRow?>? Fulfillments { get; set; }
    public List<ReturnRow?>? Returns { get; set; }
    public PartsRow? ReturnAmounts { get; set; }
    public PartsRow? NetAmounts { get; set; }
    public RoundingRow? RoundingAdjustment { get; set; }
    public List<TenderRow?>? Tenders { get; set; }
    public List<RefundRow?>? Refunds { get; set; }
    public MoneyRow? TotalMoney { get; set; }
    public MoneyRow? TotalTaxMoney { get; set; }
    public MoneyRow? TotalDiscountMoney { get; set; }
    public MoneyRow? TotalTipMoney { get; set; }
    public MoneyRow? TotalServiceChargeMoney { get; set; }
}

/// <summary>A line that was sold, or one that came back: they differ in the name of the gross amount only.</summary>
internal sealed record LineRow
{
    public string? Name { get; set; }
    public WireNumber Quantity { get; set; }
    public string? CatalogObjectId { get; set; }
    public string? VariationName { get; set; }
    public MoneyRow? BasePriceMoney { get; set; }
    public MoneyRow? GrossSalesMoney { get; set; }
    public MoneyRow? GrossReturnMoney { get; set; }
    public MoneyRow? TotalTaxMoney { get; set; }
    public MoneyRow? TotalDiscountMoney { get; set; }
    public MoneyRow? TotalServiceChargeMoney { get; set; }
    public MoneyRow? TotalMoney { get; set; }
}

internal sealed record ChargeRow(MoneyRow? AppliedMoney, MoneyRow? TotalMoney, MoneyRow? TotalTaxMoney)
{
    public string? TreatmentType { get; set; }
    public string? CalculationPhase { get; set; }

    /// <summary>Whether it is spread over lines: their totals and taxes hold it then.</summary>
    public bool OnLines => TreatmentType is null ? CalculationPhase?.StartsWith("APPORTIONED_", StringComparison.Ordinal) == true : TreatmentType == "APPORTIONED_TREATMENT";
}

internal sealed record ReturnRow
{
    public string? SourceOrderId { get; set; }
    public List<LineRow?>? ReturnLineItems { get; set; }
    public List<ChargeRow?>? ReturnServiceCharges { get; set; }
    public RoundingRow? RoundingAdjustment { get; set; }
    public PartsRow? ReturnAmounts { get; set; }
}

internal sealed record PartsRow(MoneyRow? TotalMoney, MoneyRow? TaxMoney, MoneyRow? DiscountMoney, MoneyRow? TipMoney, MoneyRow? ServiceChargeMoney);

internal sealed record RoundingRow(MoneyRow? AmountMoney);

internal sealed record TenderRow(string? CustomerId);

internal sealed record RefundRow(string? Status);

internal sealed record FulfillmentRow(string? Type, DetailsRow? PickupDetails, DetailsRow? DeliveryDetails, DetailsRow? ShipmentDetails);

internal sealed record DetailsRow(RecipientRow? Recipient);

internal sealed record RecipientRow(string? CustomerId, string? DisplayName, string? EmailAddress, string? PhoneNumber);

/// <summary>How the wire records are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber)])]
[JsonSerializable(typeof(Ask))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(List<CustomerRow>))]
[JsonSerializable(typeof(List<OrderRow>))]
[JsonSerializable(typeof(List<CatalogRow>))]
[JsonSerializable(typeof(List<CountRow>))]
[JsonSerializable(typeof(ReadState))]
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
internal sealed partial class SquareJson : JsonSerializerContext;

/// <summary>What a part of a read asks for.</summary>
internal enum PieceKind
{
    /// <summary>The stream's records.</summary>
    Records,

    /// <summary>Of stock: counts that changed while all were read.</summary>
    Moved,

    /// <summary>Of customers: loyalty accounts, for those whose points moved.</summary>
    Points,
}

/// <summary>A part of a read that is paged by itself.</summary>
/// <param name="Ids">The locations; empty where the stream does not go by locations.</param>
/// <param name="Since">Only what changed since; null for all.</param>
/// <param name="Kind">What is asked for.</param>
internal sealed record Piece(List<string> Ids, DateTimeOffset? Since, PieceKind Kind = PieceKind.Records);

/// <summary>Where a read stands. As text it is a checkpoint, or at the end a cursor.</summary>
internal sealed record ReadState
{
    private const string CheckpointMark = "resume|";
    private const string CursorMark = "v1|";
    private const string LookedMark = "points=";
    private const string SoldAgainMark = "sold=";

    /// <summary>When this read began by our clock, less the overlap.</summary>
    public DateTimeOffset HighWater { get; init; }

    /// <summary>The same by Square's clock, as its first answer told it; null where that did not.</summary>
    public DateTimeOffset? Told { get; init; }

    /// <summary>
    /// What the next read begins at. By the earlier clock: what changes at Square until its clock has come to where ours, which is
    /// ahead, stood would be passed over.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset Mark => Told < HighWater ? Told.Value : HighWater;

    /// <summary>The locations that this read covers.</summary>
    public List<string> Ids { get; init; } = [];

    /// <summary>What is left, the piece under way first.</summary>
    public List<Piece> Pieces { get; init; } = [];

    /// <summary>Square's mark of the next page; null at a piece's beginning.</summary>
    public string? Page { get; init; }

    /// <summary>When that mark was given.</summary>
    public DateTimeOffset Taken { get; init; }

    /// <summary>The time that the present query begins at; it stays while <see cref="Page"/> is used, since the query must be the same.</summary>
    public DateTimeOffset? QueryEdge { get; init; }

    /// <summary>The time to begin a new query at where <see cref="Page"/> does not hold any more.</summary>
    public DateTimeOffset? Edge { get; init; }

    /// <summary>Of customers: when loyalty accounts were looked at last, less the overlap; null where they never were.</summary>
    public DateTimeOffset? Looked { get; init; }

    /// <summary>Of products: when the first of those that are sold out is sold again without a change; null where none is.</summary>
    public DateTimeOffset? SoldAgain { get; init; }

    /// <summary>Whether this is a read taken up again, whose first part was not seen here.</summary>
    [JsonIgnore]
    public bool Resumed { get; init; }

    /// <summary>This without Square's mark: a new query from where the last page ended.</summary>
    public ReadState Anew() => this with { Page = null, QueryEdge = Edge };

    /// <summary>What is left after a page.</summary>
    public ReadState After(Batch batch, DateTimeOffset now)
    {
        List<Piece> pieces = batch.Further is { } further && Pieces.All(p => p.Since is not null) ? [.. Pieces, further] : Pieces;
        DateTimeOffset?[] soldAgain = [SoldAgain, batch.SoldAgain];
        var read = this with { SoldAgain = soldAgain.Min() };
        if (Paging.Next(Page, batch.Next) is { } next)
            return read with { Pieces = pieces, Page = next, Taken = now, Edge = batch.Edge ?? Edge };
        return read with { Pieces = pieces[1..], Page = null, QueryEdge = null, Edge = null };
    }

    public string ToCheckpoint() => CheckpointMark + JsonSerializer.Serialize(this, SquareJson.Default.ReadState);

    public string Cursor() => string.Join('|', (string[])[CursorMark + Paging.Text(Mark), .. Fact(LookedMark, Looked > Mark ? Mark : Looked), .. Fact(SoldAgainMark, SoldAgain), .. Ids.Select(Uri.EscapeDataString)]);

    /// <summary>What a cursor says; null where it is a checkpoint or cannot be read, which costs one full read and loses nothing.</summary>
    public static ReadState? OfCursor(string? text)
    {
        if (text?.StartsWith(CursorMark, StringComparison.Ordinal) != true) return null;
        var parts = text.Split('|');
        return Time(parts[1]) is { } since
            ? new ReadState
            {
                Ids = [.. parts[2..].Where(p => !p.Contains('=')).Select(Uri.UnescapeDataString)],
                Pieces = [new Piece([], since)],
                Looked = Fact(parts, LookedMark),
                SoldAgain = Fact(parts, SoldAgainMark),
            }
            : null;
    }

    // No id that was escaped holds the sign by which these are known.
    private static string[] Fact(string mark, DateTimeOffset? time) => time is { } known ? [mark + Paging.Text(known)] : [];

    private static DateTimeOffset? Fact(string[] parts, string mark) =>
        parts.FirstOrDefault(p => p.StartsWith(mark, StringComparison.Ordinal)) is { } part ? Time(part[mark.Length..]) : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    public static ReadState? OfCheckpoint(string? text)
    {
        if (text?.StartsWith(CheckpointMark, StringComparison.Ordinal) != true) return null;
        try
        {
            var state = JsonSerializer.Deserialize(text[CheckpointMark.Length..], SquareJson.Default.ReadState);
            return state is { Pieces.Count: > 0 } ? state with { Resumed = true } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What one request brought.</summary>
/// <param name="Page">The records.</param>
/// <param name="Next">Square's mark of the next page; null after the last.</param>
/// <param name="Edge">The time of the last row, from which a new query would go on; null where the stream has none.</param>
internal sealed record Batch(RecordPage Page, string? Next, DateTimeOffset? Edge)
{
    /// <summary>What turned out to be read besides.</summary>
    public Piece? Further { get; init; }

    /// <summary>When the first of the page's products that are sold out is sold again without a change.</summary>
    public DateTimeOffset? SoldAgain { get; init; }
}
