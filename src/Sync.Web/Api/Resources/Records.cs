using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/customers</c>, <c>/orders</c>, <c>/products</c>: what the POS systems hold, as the org's documents have it.</summary>
internal static class Records
{
    private const string Customers = "customers";
    private const string Orders = "orders";
    private const string Products = "products";
    private static readonly PlainDocument Whole = new();
    private static readonly PlainDocument WithoutCosts = new(withId: false, RunSight.CostFields);
    private static readonly string[] Segments = ["vip", "loyal", "returning", "new", "at_risk", "churned"];

    public static void Map(ApiMap map)
    {
        const string Path = Resources.Orgs.Path;
        map.Get(Path + "/customers", Permission.ReadData, new("listCustomers", "The customers, in order of id; of a segment, those who spent most first.")
        {
            Answer = "CustomerList",
            Paged = true,
            Query = [new("email", "Only those with this address."), new("segment", "Only those of this segment.") { Choices = Segments }],
        }, CustomersAsync);
        map.Get(Path + "/customers/{id}", Permission.ReadData, new("getCustomer", "A customer.") { Answer = "Customer" }, r => OneAsync(r, Customers, "customer"));
        map.Get(Path + "/orders", Permission.ReadData, new("listOrders", "The orders, the newest first.")
        {
            Answer = "OrderList",
            Paged = true,
            Query = [new("customerId", "Only those of this customer."), new("from", "Only those made at this instant or later.", "date-time"), new("to", "Only those made before this instant.", "date-time")],
        }, OrdersAsync);
        map.Get(Path + "/orders/{id}", Permission.ReadData, new("getOrder", "An order.") { Answer = "Order" }, r => OneAsync(r, Orders, "order"));
        map.Get(Path + "/products", Permission.ReadData, new("listProducts", "The products, in order of id. Costs are there only for who may read them (costs:read).")
        {
            Answer = "ProductList",
            Paged = true,
            Query = [new("category", "Only those of this category.")],
        }, ProductsAsync);
        map.Get(Path + "/products/{id}", Permission.ReadData, new("getProduct", "A product. Costs are there only for who may read them (costs:read).") { Answer = "Product" }, r => OneAsync(r, Products, "product"));
    }

    private static Task<ApiAnswer> CustomersAsync(ApiRequest request)
    {
        var given = request.Query();
        var (email, segment) = (given.Text("email"), given.OneOf("segment", Segments));
        if (email is not null && segment is not null) given.Wrong("segment", "Give 'email' or 'segment', not both.");
        var query = new DocumentQuery { Collection = Customers };
        if (email is not null) query = query with { Filters = [new("email", FilterOperator.Equal, Email.Normalise(email) ?? email)] };
        else if (segment is not null)
            query = query with { Filters = [OfOrg(request), new("segment", FilterOperator.Equal, segment)], OrderBy = [new("totalSpent", Descending: true)] };
        return AnswerAsync(request, given, query);
    }

    private static Task<ApiAnswer> OrdersAsync(ApiRequest request)
    {
        var given = request.Query();
        List<DocumentFilter> filters = [];
        if (given.Text("customerId", DocumentId.MaxBytes) is { } customer) filters.AddRange([OfOrg(request), new("customerId", FilterOperator.Equal, customer)]);
        filters.AddRange(Between(given, "createdAt"));
        return AnswerAsync(request, given, new DocumentQuery { Collection = Orders, Filters = filters, OrderBy = [new("createdAt", Descending: true)] });
    }

    private static Task<ApiAnswer> ProductsAsync(ApiRequest request)
    {
        var given = request.Query();
        var query = new DocumentQuery { Collection = Products };
        if (given.Text("category") is { } category) query = query with { Filters = [new("category", FilterOperator.Equal, category)] };
        return AnswerAsync(request, given, query);
    }

    /// <summary>The conditions of a span of time, from its parameters <c>from</c> and <c>to</c>.</summary>
    public static IEnumerable<DocumentFilter> Between(QueryReader given, string field)
    {
        var (first, end) = (given.Time("from"), given.Time("to"));
        if (end < first) given.Wrong("to", "'to' is before 'from'.");
        if (first is { } from) yield return new DocumentFilter(field, FilterOperator.GreaterThanOrEqual, from);
        if (end is { } to) yield return new DocumentFilter(field, FilterOperator.LessThan, to);
    }

    // The index that serves these begins with the org, as downstream apps ask.
    private static DocumentFilter OfOrg(ApiRequest request) => new("orgId", FilterOperator.Equal, request.Tenant.Org.Value);

    private static Task<ApiAnswer> AnswerAsync(ApiRequest request, QueryReader given, DocumentQuery query) => Pages.AnswerAsync(request, given, query, FormFor(request).Write);

    private static async Task<ApiAnswer> OneAsync(ApiRequest request, string collection, string what)
    {
        request.NoQuery();
        var document = await FindAsync(request, collection) ?? throw ApiProblem.NotFound(what);
        return FormFor(request).Answer(document);
    }

    private static async Task<StoredDocument?> FindAsync(ApiRequest request, string collection) =>
        DocumentId.TryEscape(request.Part("id")) is { } id ? await request.Tenant.GetAsync(new DocumentPath(collection, id), request.Cancellation) : null;

    private static PlainDocument FormFor(ApiRequest request) => request.Scope.May(Permission.ReadCosts) ? Whole : WithoutCosts;
}
