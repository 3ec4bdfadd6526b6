using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Shopify;

/// <summary>
/// What bulk operations are asked with. They take the very fields that pages have, so that their records are equal.
/// <para>
/// No sort key is sent: reports of other clients say that a bulk query with <c>sortKey: UPDATED_AT</c> leaves records out
/// (estuary/connectors, pull request 4679). So the order of the file is Shopify's own, which nothing published names: the newest
/// orders are not surely first, and no place in the list can be told from where the file ended.
/// </para>
/// </summary>
internal static partial class Queries
{
    /// <summary>
    /// Grouped: each record is followed by its own, so that one is whole in memory at a time. Without it, which is the default
    /// from 2026-01 and faster at Shopify, they may be anywhere in the file.
    /// </summary>
    public const string BulkRun = """
        mutation BulkRun($query: String!) {
          bulkOperationRunQuery(query: $query, groupObjects: true) {
            bulkOperation { id status }
            userErrors { message code }
          }
        }
        """;

    public const string BulkStatus = """
        query BulkStatus($id: ID!) {
          shop { currencyCode ianaTimezone }
          publicApiVersions { handle supported }
          currentAppInstallation { accessScopes { handle } }
          bulkOperation(id: $id) { status errorCode createdAt objectCount fileSize url }
        }
        """;

    // No more than the choice needs: a list of so many is read in bulk whatever a page costs.
    private const string CountLimit = "limit: 100000";

    public const string OrdersCount = "query OrdersCount($query: String) { ordersCount(query: $query, " + CountLimit + ") { count } }";

    public const string CustomersCount = "query CustomersCount($query: String) { customersCount(query: $query, " + CountLimit + ") { count } }";

    public const string ProductsCount = "query ProductsCount($query: String) { productsCount(query: $query, " + CountLimit + ") { count } }";

    /// <summary>All orders that a filter finds; an empty one finds all.</summary>
    public static string BulkOrders(string filter) => Bulk("orders", filter, OrderFields);

    public static string BulkCustomers(string filter) => Bulk("customers", filter, CustomerFields);

    public static string BulkProducts(string filter, bool cost) => Bulk(
        "products", filter,
        cost ? ProductFields.Replace(" @include(if: $cost)", "", StringComparison.Ordinal) : ProductFields.Replace(VariantCost, "", StringComparison.Ordinal));

    // Lists have no size in bulk, and must be written with edges. A record's type tells whose child it is.
    private static string Bulk(string list, string filter, string fields)
    {
        var lists = Nested().Replace(fields, " { edges { node { __typename ").Replace("} " + Paging, "} }", StringComparison.Ordinal);
        var found = filter.Length > 0 ? $"(query: \"{filter}\")" : "";
        return $"{{ {list}{found} {{ edges {{ node {{ __typename {lists} }} }} }} }}";
    }

    [GeneratedRegex(@"\(first: [^)]*\) \{ nodes \{ ")]
    private static partial Regex Nested();
}

/// <summary>How the answers about bulk operations, and the lines of their files, are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer<BulkRunData>))]
[JsonSerializable(typeof(Answer<BulkStatusData>))]
[JsonSerializable(typeof(Answer<CountData>))]
[JsonSerializable(typeof(OrderRow))]
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(ProductRow))]
internal sealed partial class ShopifyBulkJson : JsonSerializerContext;

internal sealed record BulkRunData(BulkRunRow? BulkOperationRunQuery) : IAnswerData
{
    public bool HasRoot => BulkOperationRunQuery is not null;
}

internal sealed record BulkRunRow(BulkRow? BulkOperation, List<UserErrorRow?>? UserErrors);

internal sealed record UserErrorRow(string? Message, [property: JsonConverter(typeof(LenientText))] string? Code);

// An operation that Shopify does not know any more answers null, which is an answer.
internal sealed record BulkStatusData(
    ShopRow? Shop, List<VersionRow?>? PublicApiVersions, InstallationRow? CurrentAppInstallation, BulkRow? BulkOperation) : IAnswerData
{
    public bool HasRoot => true;
}

internal sealed record BulkRow
{
    public string? Id { get; init; }
    public string? Status { get; init; }
    public string? ErrorCode { get; init; }
    public string? CreatedAt { get; init; }

    /// <summary>How many lines the file has.</summary>
    [JsonConverter(typeof(LenientNumber))]
    public WireNumber ObjectCount { get; init; }

    /// <summary>Bytes of the file.</summary>
    [JsonConverter(typeof(LenientNumber))]
    public WireNumber FileSize { get; init; }

    /// <summary>Where the file is, for seven days; null where nothing matched.</summary>
    public string? Url { get; init; }
}

internal sealed record CountData(CountRow? OrdersCount, CountRow? CustomersCount, CountRow? ProductsCount) : IAnswerData
{
    public bool HasRoot => true;

    public int? Count => (OrdersCount ?? CustomersCount ?? ProductsCount)?.Count;
}

internal sealed record CountRow(int? Count);
