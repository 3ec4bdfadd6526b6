using Sync.Engine.Accounts;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary><c>/spending?who=</c>: what a customer has spent, and where the answer comes from.</summary>
internal sealed class Spending(SyncServices services)
{
    public void Map(ApiMap map) => map.Get(Orgs.Path + "/spending", Permission.ReadData, new("getSpending", "What a customer has spent, by address or id. Where that is not known yet, spending is null and never zero.")
    {
        Answer = "Spending",
        Query = [new("who", "An e-mail address, in any case, or a customer's id.") { Required = true }],
    }, GetAsync);

    private async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var given = request.Query();
        var who = given.Text("who", DocumentId.MaxBytes);
        if (string.IsNullOrWhiteSpace(who)) given.Wrong("who", "'who' is missing: give an e-mail address or a customer's id.");
        given.Check();
        var answer = await FindAsync(request, who!);
        return ApiAnswer.Json(w =>
        {
            w.WriteString("who", who);
            w.WriteString("source", NameOf(answer.Source));
            if (answer.Spending is not { } figures)
            {
                w.WriteNull("spending");
                return;
            }

            w.WriteStartObject("spending");
            w.WriteString("currency", figures.TotalSpent.Currency.Code);
            w.WriteNumber("totalSpent", figures.TotalSpent.Major);
            w.WriteNumber("orderCount", figures.OrderCount);
            w.WriteNumber("avgOrderValue", figures.AverageOrderValue.Major);
            if (figures.FirstOrder is { } first) w.WriteString("firstOrderDate", first.UtcDateTime);
            if (figures.LastOrder is { } last) w.WriteString("lastOrderDate", last.UtcDateTime);
            w.WriteEndObject();
        });
    }

    private async Task<SpendingAnswer> FindAsync(ApiRequest request, string who)
    {
        try
        {
            return await services.Spending.FindAsync(request.Tenant.Org, who, request.Cancellation);
        }
        catch (FormatException e)
        {
            throw ApiProblem.Invalid("who", e.Message);
        }
    }

    private static string NameOf(SpendingSource source) => source switch
    {
        SpendingSource.Stored => "stored",
        SpendingSource.Live => "live",
        SpendingSource.NoOrders => "no_orders",
        SpendingSource.OtherCurrency => "other_currency",
        SpendingSource.UnknownCustomer => "unknown_customer",
        _ => "not_yet_known",
    };
}
