using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Engine.Tests;

/// <summary>Ids are injected with the clock: the same ones in the same order, and random ones only from the system's clock.</summary>
public sealed class IdTests
{
    [Fact]
    public async Task Given_the_same_clock_twice_When_accounts_keys_and_audit_lines_are_made_Then_their_ids_are_the_same()
    {
        var (first, second) = (await MakeAsync(), await MakeAsync());

        first.Count.ShouldBe(4);
        first.ShouldBe(second);
        first.Distinct().Count().ShouldBe(first.Count);
    }

    [Fact]
    public void Given_a_clock_that_says_no_ids_When_they_are_made_Then_they_are_random_and_as_long_as_asked()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Ids.New(TimeProvider.System, 8)).ToList();

        ids.Distinct().Count().ShouldBe(100);
        ids.ShouldAllBe(i => i.Length == 16 && i.All(char.IsAsciiHexDigitLower));
        Ids.New(TimeProvider.System).Length.ShouldBe(20);
        Ids.New(new FakeTime("2026-01-01T00:00:00Z"), 16).ShouldBe(Ids.New(new FakeTime("2026-01-01T00:00:00Z"), 16));
    }

    private static async Task<List<string>> MakeAsync()
    {
        await using var org = await TestOrg.OpenAsync();
        var (time, tenant) = (new FakeTime("2026-01-01T00:00:00Z"), org.Tenant());
        var account = await new AccountDirectory(org.Store, time).CreateAsync("ann@shop.example", null, null);
        var (_, key) = await new ApiKeyDirectory(tenant, time).CreateAsync("till", ["data:read"], Roles.PermissionsOf(Role.Owner), Actor.Operator);
        await AuditLog.AddAsync(tenant, time, Actor.Operator, "run.started", "all");
        return [account.Id, key.Id, .. (await AuditLog.ListAsync(tenant, null, 9)).Where(l => l.At == time.GetUtcNow()).Select(l => l.Id).Order(StringComparer.Ordinal)];
    }
}
