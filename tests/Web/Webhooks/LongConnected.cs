using Sync.Engine.Connections;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>Makes an org's connections older than they are: one that was made just now is that of a shop which came back.</summary>
internal static class LongConnected
{
    public static async Task MakeAsync(ITenantStore tenant)
    {
        foreach (var connection in await ConnectionDirectory.ListAsync(tenant))
            await tenant.CommitAsync([DocumentWrite.Merge(
                new DocumentPath("connections", connection.Id), DocumentBody.Build(w => w.Time("connectedAt", TimeProvider.System.GetUtcNow().AddDays(-30))))]);
    }
}
