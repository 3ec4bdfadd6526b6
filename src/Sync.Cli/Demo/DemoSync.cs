using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Cli.Demo;

/// <summary>One of the demo's syncs: one run, or one for each file that was taken in.</summary>
internal sealed record DemoSync(string Title, IReadOnlyList<OrgReport> Reports)
{
    /// <summary>What all of it cost.</summary>
    public StoreOperations Store => Reports.Aggregate(default(StoreOperations), (sum, r) => sum + r.Store);

    /// <summary>How it went: the worst of it.</summary>
    public RunResult Result => Reports.Max(r => r.Result);
}
