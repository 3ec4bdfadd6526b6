using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>The org of a demo, made by the first one and found again by those after it.</summary>
internal static class DemoOrg
{
    /// <exception cref="OrgException">There is an org of that id which no demo has made.</exception>
    public static async Task<DemoState> PrepareAsync(SyncServices services, ITenantStore tenant, CancellationToken cancellation)
    {
        if (await DemoState.LoadAsync(tenant, cancellation) is { } state) return state;
        if (await tenant.GetAsync(DocumentPath.Tenant, cancellation) is not null)
            throw new OrgException($"There is an org '{tenant.Org}' that is not the demo's own. Set SYNC_STORE to another place, such as sqlite:./demo.db.");
        await services.Orgs.AddAsync(tenant.Org, new OrgSettings { Name = "Demo Shop", TimeZone = "America/New_York", Currency = "USD" }, cancellation);
        state = new DemoState(services.Time.GetUtcNow(), []);
        await state.SaveAsync(tenant, cancellation);
        return state;
    }
}
