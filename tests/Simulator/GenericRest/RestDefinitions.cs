namespace Sync.Simulator.GenericRest;

/// <summary>The definitions of the four styles.</summary>
public static class RestDefinitions
{
    /// <summary>What an owner would be handed.</summary>
    public static string Of(RestStyle style, RestAuth auth, string url) => $$"""
        {
          // Made for a shop that does not exist.
          "version": 1,
          "name": "Corner POS",
          "baseUrl": "{{url}}/api",
          "auth": {{Auth(auth)}},
          "headers": { "X-Api-Version": "7" },
          "rate": { "inFlight": 2, "perSecond": 10, "burst": 10 },
          "dates": {{Dates(style)}},
          "streams": {
            "customers": {
              {{Common(style, "/customers")}},
              "fields": {
                "id": "$.id", "email": "contact['e-mail']", "phone": "contact.phones[0]",
                "firstName": "first_name", "lastName": "last_name", "createdAt": "created"
              }
            },
            "orders": {
              {{Common(style, "/orders")}},
              "query": { "sort": "-created" },
              "amounts": "{{(style is RestStyle.Offset or RestStyle.Cursor ? "minor" : "major")}}",
              "fields": {
                "id": "id", "customerId": "customer.id", "locationId": "shop", "createdAt": "created", "timeZone": "zone", "businessDate": "day", "type": "way", "status": "state", "currency": "currency",
                "subtotal": "net", "discount": "discount", "serviceCharge": "service", "tax": "tax", "tip": "tip", "rounding": "rounding",
                "total": "gross", "refunded": "returned", "lines": "items[*]"
              },
              "lines": { "productId": "article.id", "name": "article.title", "quantity": "count", "unitPrice": "each", "total": "sum" },
              "statuses": { "PAID": "completed", "VOID": "cancelled", "BASKET": "open" },
              "types": { "COURIER": "delivery", "COLLECT": "pickup", "WEB": "online", "*": "inStore" }
            },
            "products": {
              {{Common(style, "/products")}},
              "amounts": "{{(style is RestStyle.Offset or RestStyle.Cursor ? "minor" : "major")}}",
              "fields": {
                "id": "id", "parentId": "{{(style == RestStyle.Cursor ? "^.id" : "parent")}}", "name": "title",
                "parentName": "{{(style == RestStyle.Cursor ? "^.title" : "title")}}", "variant": "variant",
                "category": "group", "sku": "sku", "barcode": "ean", "price": "price", "available": "active"
              }
            },
            "inventory": {
              {{Common(style, "/stock").Replace(Deleted, "", StringComparison.Ordinal)}},
              "fields": { "productId": "product", "locationId": "shop", "quantity": "on_hand" }
            }
          }
        }
        """;

    private const string Deleted = """, "deleted": { "path": "deleted" }""";

    private static string Auth(RestAuth auth) => auth switch
    {
        RestAuth.Header => """{ "kind": "header", "header": "X-Shop-Key", "prefix": "Key " }""",
        RestAuth.Basic => """{ "kind": "basic" }""",
        RestAuth.Bearer => """{ "kind": "bearer" }""",
        RestAuth.ClientCredentials => """{ "kind": "clientCredentials", "tokenUrl": "/token", "scope": "read" }""",
        _ => """{ "kind": "none" }""",
    };

    private static string Dates(RestStyle style) => style switch
    {
        RestStyle.Page => """{ "format": "iso" }""",
        RestStyle.Offset => """{ "format": "unixMilliseconds" }""",
        RestStyle.Cursor => """{ "format": "unixSeconds" }""",
        _ => """{ "format": "custom", "pattern": "dd.MM.yyyy HH:mm:ss", "timeZone": "Europe/Berlin" }""",
    };

    private static string Common(RestStyle style, string path) => $$"""
        "path": "{{path}}", "method": "{{(style == RestStyle.Cursor ? "POST" : "GET")}}",
              "paging": {{Paging(style)}},
              "records": "{{Records(style, path)}}",
              "since": { "parameter": "since" }{{Deleted}}
        """;

    private static string Paging(RestStyle style) => style switch
    {
        RestStyle.Page => """{ "kind": "page", "parameter": "page", "sizeParameter": "limit", "size": 100, "total": "meta.total" }""",
        RestStyle.Offset => """{ "kind": "offset", "parameter": "offset", "sizeParameter": "limit" }""",
        RestStyle.Cursor => """{ "kind": "cursor", "parameter": "after", "sizeParameter": "limit", "next": "cursor" }""",
        _ => """{ "kind": "nextLink", "sizeParameter": "limit", "next": "links.next" }""",
    };

    private static string Records(RestStyle style, string path) => style switch
    {
        RestStyle.Page => "$.data",
        RestStyle.Offset => "$",
        RestStyle.Cursor => path == "/products" ? "result.records[*].variants[*]" : "$.result.records[*]",
        _ => "items",
    };
}
