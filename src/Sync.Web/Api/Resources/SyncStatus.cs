using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Store;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/sync-status</c>: whether what is stored is whole and fresh.</summary>
internal static class SyncStatus
{
    private static readonly PlainDocument Plain = new();

    public static void Map(ApiMap map) => map.Get(
        Orgs.Path + "/sync-status", Permission.ReadData, new("getSyncStatus", "How the org stands, by connection and stream; before the first sync only its id.") { Answer = "SyncStatus" }, GetAsync);

    private static async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        var status = await request.Tenant.GetAsync(StatusDocument.Path, request.Cancellation);
        return status is null ? ApiAnswer.Json(w => w.WriteString("orgId", request.Tenant.Org.Value)) : Plain.Answer(status);
    }
}
