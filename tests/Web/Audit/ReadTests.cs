using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Audit;

/// <summary>What is only read changes nothing; what changes something though it is read says so in the route table.</summary>
public sealed class ReadTests
{
    [Fact]
    public async Task GivenEveryRouteThatIsRead_WhenAnOwnerReadsIt_ThenNothingThatIsStoredChangesUnlessItIsMarked()
    {
        await using var filled = await FilledOrg.OpenAsync();
        List<string> changing = [];
        var before = await DocumentsAsync(filled);
        foreach (var (endpoint, _) in RouteTable.All(filled.Service).Where(r => r.Method == "GET"))
        {
            if (endpoint.Metadata.GetMetadata<ChangingRead>() is not null) continue;
            if (AccessRules.Of(endpoint) is AccessRule.InOrg { Needed: var needed } && needed.HasFlag(Permission.ExportData)) continue; // leaves a line, as it should
            using var answer = await filled.Owner.Client.GetAsync(endpoint.PathOf(filled.Org, filled.Things), HttpCompletionOption.ResponseHeadersRead);
            await RouteTable.TextAsync(answer);
            var after = await DocumentsAsync(filled);
            if (!after.SequenceEqual(before)) changing.Add($"{endpoint.RoutePattern.RawText}: {string.Join(" | ", after.Except(before).Select(d => d.Split(':')[0]))}");
            before = after;
        }

        changing.ShouldBeEmpty();
    }

    // That somebody watches is told to runs of other processes, and changes nothing of anybody's.
    private static async Task<List<string>> DocumentsAsync(FilledOrg filled) =>
        [.. (await filled.DocumentsAsync(filled.Org, "home", AccountDirectory.Scope.Value)).Where(d => !d.Contains("/leases/watch:", StringComparison.Ordinal))];
}
