using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Of two connections that are made at the same instant, one is the org's first, whose documents carry the POS's own ids.</summary>
public sealed class FirstConnectionTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_two_that_are_saved_at_the_same_instant_When_both_have_looked_before_either_is_stored_Then_one_is_the_first(bool emulator)
    {
        await using var org = await EmptyAsync(emulator);
        Meet(org);

        var saved = await Task.WhenAll(SaveAsync(org, "one"), SaveAsync(org, "two"));

        await ShouldHaveOneFirstAsync(org);
        var stored = await ConnectionDirectory.ListAsync(org.Tenant());
        saved.Select(c => (c.Id, c.First)).Order().ShouldBe(stored.Select(c => (c.Id, c.First)).Order());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_two_that_are_confirmed_at_the_same_instant_When_both_have_looked_before_either_is_stored_Then_one_is_the_first(bool emulator)
    {
        await using var org = await EmptyAsync(emulator);
        foreach (var id in (string[])["one", "two"])
            await org.Connections.SaveUnconfirmedAsync(org.Tenant(), id, ScriptedPos.Id, Settings(org, id), []);
        Meet(org);

        await Task.WhenAll(ConfirmAsync(org, "one"), ConfirmAsync(org, "two"));

        await ShouldHaveOneFirstAsync(org);
    }

    [Fact]
    public async Task Given_a_first_connection_that_was_removed_When_the_next_two_come_Then_one_of_them_is_the_first()
    {
        await using var org = await EmptyAsync(false);
        (await SaveAsync(org, "one")).First.ShouldBeTrue();
        (await SaveAsync(org, "one")).First.ShouldBeTrue();
        await org.Tenant().CommitAsync([DocumentWrite.Delete(new DocumentPath("connections", "one"))]);
        Meet(org);

        await Task.WhenAll(SaveAsync(org, "two"), SaveAsync(org, "three"));

        await ShouldHaveOneFirstAsync(org);
        (await SaveAsync(org, "one")).First.ShouldBeFalse();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_two_that_read_one_account_When_both_have_looked_before_either_is_stored_Then_the_second_is_refused(bool emulator)
    {
        await using var org = await EmptyAsync(emulator);
        await SaveAsync(org, "one");
        Meet(org);

        var both = await Task.WhenAll(TriedAsync(org, "two"), TriedAsync(org, "three"));

        both.OfType<OrgException>().ShouldHaveSingleItem().Message.ShouldContain("already reads this");
        (await ConnectionDirectory.ListAsync(org.Tenant())).Count(c => c.Accounts.Contains("shared")).ShouldBe(1);
    }

    private static async Task<OrgException?> TriedAsync(TestOrg org, string id)
    {
        try
        {
            await org.Connections.SaveAsync(org.Tenant(), id, ScriptedPos.Id, Settings(org, id), ["shared"]);
            return null;
        }
        catch (OrgException e)
        {
            return e;
        }
    }

    private static async Task<TestOrg> EmptyAsync(bool emulator) =>
        await TestOrg.OpenAsync(store: emulator ? await EmulatorTestStore.NewAsync() : null, connect: false);

    private static Task<Connection> SaveAsync(TestOrg org, string id) => org.Connections.SaveAsync(org.Tenant(), id, ScriptedPos.Id, Settings(org, id), []);

    private static ConnectionSettings Settings(TestOrg org, string id) =>
        ConnectionSettings.From(org.Connectors.Find(ScriptedPos.Id).Descriptor, new Dictionary<string, string> { ["shop"] = id });

    private static Task ConfirmAsync(TestOrg org, string id) =>
        new UnconfirmedConnections(org.Time).ConfirmAsync(org.Tenant(), id, ConfirmedPlaces.Nothing, Actor.Operator);

    // Neither of the first two is stored before the other has looked.
    private static void Meet(TestOrg org)
    {
        var (came, met) = (0, new TaskCompletionSource());
        org.Store.BeforeCommit = async writes =>
        {
            if (!writes.Any(w => w.Path.Collection == "connections")) return;
            if (Interlocked.Increment(ref came) == 2) met.SetResult();
            await met.Task.WaitAsync(TimeSpan.FromSeconds(30));
        };
    }

    private static async Task ShouldHaveOneFirstAsync(TestOrg org)
    {
        var all = await ConnectionDirectory.ListAsync(org.Tenant());
        all.Count.ShouldBe(2);
        all.Count(c => c.First).ShouldBe(1);
        all.ShouldAllBe(c => !c.Unconfirmed);
    }
}
