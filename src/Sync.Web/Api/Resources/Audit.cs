using Sync.Engine.Accounts;
using Sync.Store;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/audit</c>: who did what, and when.</summary>
internal static class Audit
{
    private const string Collection = "audit";
    private static readonly PlainDocument Plain = new(withId: true);

    public static void Map(ApiMap map) => map.Get(Orgs.Path + "/audit", Permission.ReadAudit, new("listAudit", "Who did what, the latest first.")
    {
        Answer = "AuditList",
        Paged = true,
        Query = [new("from", "Only what was done at this instant or later.", "date-time"), new("to", "Only what was done before this instant.", "date-time")],
    }, ListAsync);

    private static Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var given = request.Query();
        var query = new DocumentQuery { Collection = Collection, Filters = [.. Records.Between(given, "at")], OrderBy = [new("at", Descending: true)] };
        return Pages.AnswerAsync(request, given, query, Plain.Write);
    }
}
