using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Shopify;

/// <summary>
/// The documents that are sent, beside the shapes that answer them. They are valid against the Admin API's schema of
/// 2026-07 and use no deprecated field. Sizes are variables, since what a query may cost is the shop's to say.
/// </summary>
internal static partial class Queries
{
    private const string Paging = "pageInfo { hasNextPage endCursor }";
    private const string Money = "{ shopMoney { amount currencyCode } }";
    private const string Line =
        "id name quantity currentQuantity product { id productType } variant { id } originalUnitPriceSet " + Money + " originalTotalSet " + Money;

    private const string Shipping = "originalPriceSet " + Money + " discountedPriceSet " + Money + " taxLines { priceSet " + Money + " }";
    private const string VariantCost = "inventoryItem @include(if: $cost) { tracked unitCost { amount currencyCode } }";
    private const string Variant = "id title sku barcode price inventoryQuantity " + VariantCost;

    private const string Level =
        "nodes { quantities(names: [\"available\"]) { name quantity } item { id tracked variants(first: 5) { nodes { id } pageInfo { hasNextPage } } } } " + Paging;

    private const string OrderFields = $$"""
        id createdAt processedAt updatedAt cancelledAt test sourceName email phone taxesIncluded dutiesIncluded displayFinancialStatus
        retailLocation { id }
        customer { id }
        subtotalPriceSet {{Money}}
        totalPriceSet {{Money}}
        currentTotalPriceSet {{Money}}
        currentTotalTaxSet {{Money}}
        totalReceivedSet {{Money}}
        totalTaxSet {{Money}}
        totalDiscountsSet {{Money}}
        totalRefundedSet {{Money}}
        totalTipReceivedSet {{Money}}
        originalTotalDutiesSet {{Money}}
        originalTotalAdditionalFeesSet {{Money}}
        shippingLines(first: 5) { nodes { {{Shipping}} } {{Paging}} }
        lineItems(first: $nested) { nodes { {{Line}} } {{Paging}} }
        transactions(first: 50) { kind status amountRoundingSet {{Money}} }
        """;

    private const string CustomerFields = $$"""
        id createdAt updatedAt firstName lastName
        defaultEmailAddress { emailAddress }
        defaultPhoneNumber { phoneNumber }
        """;

    private const string ProductFields = $$"""
        id title vendor productType status updatedAt
        category { name }
        featuredMedia { preview { image { url } } }
        variants(first: $nested) { nodes { {{Variant}} } {{Paging}} }
        """;

    public const string ShopInfo = """
        query ShopInfo {
          shop { name currencyCode ianaTimezone }
          publicApiVersions { handle supported }
          currentAppInstallation { accessScopes { handle } }
        }
        """;

    public const string Orders = $$"""
        query OrdersPage($first: Int!, $nested: Int!, $after: String, $query: String, $sort: OrderSortKeys!, $reverse: Boolean!, $begin: Boolean!) {
          shop { ianaTimezone }
          publicApiVersions @include(if: $begin) { handle supported }
          currentAppInstallation @include(if: $begin) { accessScopes { handle } }
          orders(first: $first, after: $after, query: $query, sortKey: $sort, reverse: $reverse) {
            nodes {
              {{OrderFields}}
            }
            {{Paging}}
          }
        }
        """;

    public const string OrderLines = $$"""
        query OrderLinesPage($id: ID!, $first: Int!, $after: String) {
          order(id: $id) { lineItems(first: $first, after: $after) { nodes { {{Line}} } {{Paging}} } }
        }
        """;

    public const string OrderShipping = $$"""
        query OrderShippingPage($id: ID!, $first: Int!, $after: String) {
          order(id: $id) { shippingLines(first: $first, after: $after) { nodes { {{Shipping}} } {{Paging}} } }
        }
        """;

    public const string Customers = $$"""
        query CustomersPage($first: Int!, $after: String, $query: String, $sort: CustomerSortKeys!, $reverse: Boolean!) {
          customers(first: $first, after: $after, query: $query, sortKey: $sort, reverse: $reverse) {
            nodes {
              {{CustomerFields}}
            }
            {{Paging}}
          }
        }
        """;

    public const string Products = $$"""
        query ProductsPage($first: Int!, $nested: Int!, $after: String, $query: String, $sort: ProductSortKeys!, $reverse: Boolean!, $cost: Boolean!) {
          shop { currencyCode }
          products(first: $first, after: $after, query: $query, sortKey: $sort, reverse: $reverse) {
            nodes {
              {{ProductFields}}
            }
            {{Paging}}
          }
        }
        """;

    public const string ProductVariants = $$"""
        query ProductVariantsPage($id: ID!, $first: Int!, $after: String, $cost: Boolean!) {
          product(id: $id) { variants(first: $first, after: $after) { nodes { {{Variant}} } {{Paging}} } }
        }
        """;

    public const string Stock = $$"""
        query StockPage($places: Int!, $after: String, $first: Int!, $query: String) {
          locations(first: $places, after: $after, sortKey: ID, includeInactive: true) {
            nodes { id isActive inventoryLevels(first: $first, query: $query) { {{Level}} } }
            {{Paging}}
          }
        }
        """;

    public const string StockOfPlace = $$"""
        query StockOfPlacePage($id: ID!, $first: Int!, $after: String, $query: String) {
          location(id: $id) { inventoryLevels(first: $first, after: $after, query: $query) { {{Level}} } }
        }
        """;

    public const string OrdersById = $$"""
        query OrdersById($ids: [ID!]!, $nested: Int!) {
          shop { ianaTimezone }
          currentAppInstallation { accessScopes { handle } }
          nodes(ids: $ids) { ... on Order { {{OrderFields}} } }
        }
        """;

    public const string CustomersById = $$"""
        query CustomersById($ids: [ID!]!) {
          nodes(ids: $ids) { ... on Customer { {{CustomerFields}} } }
        }
        """;

    public const string ProductsById = $$"""
        query ProductsById($ids: [ID!]!, $nested: Int!, $cost: Boolean!) {
          shop { currencyCode }
          nodes(ids: $ids) { ... on Product { {{ProductFields}} } }
        }
        """;

    public const string StockById = $$"""
        query StockById($ids: [ID!]!) {
          nodes(ids: $ids) {
            ... on InventoryItem {
              id tracked
              variants(first: 5) { nodes { id } pageInfo { hasNextPage } }
              inventoryLevels(first: 50) {
                nodes { location { id } quantities(names: ["available"]) { name quantity } }
                {{Paging}}
              }
            }
          }
        }
        """;
}
