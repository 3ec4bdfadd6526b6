using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests.Renewal;

/// <summary>Settings that are saved while a connection's tokens are renewed.</summary>
public sealed class SavedGrantTests
{
    [Fact]
    public async Task Given_a_renewal_just_before_the_commit_When_settings_keep_the_grant_Then_the_renewed_pair_stays()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        await using var faulty = new FaultyStore(shared.NewStore());
        var tenant = shared.NewTenant();
        var renewals = 0;
        faulty.BeforeCommit = async writes =>
        {
            if (writes.Any(w => w.Path.Collection == "connections") && ++renewals == 1)
                await shared.Directory.KeepSecretsAsync(tenant, "main", new Dictionary<string, Secret> { ["accessToken"] = new("next"), ["refreshToken"] = new("next") });
        };

        await SaveAsync(shared, faulty, keepsGrant: true);

        var stored = await shared.StoredAsync();
        renewals.ShouldBe(2);
        (stored.Secret("accessToken")!.Reveal(), stored.Secret("refreshToken")!.Reveal(), stored.Text("historyDays")).ShouldBe(("next", "next", "30"));
        stored.Secret("clientSecret")!.Reveal().ShouldBe(shared.Pos.Settings["clientSecret"]);
    }

    [Fact]
    public async Task Given_a_pause_just_before_the_commit_When_settings_are_saved_Then_both_count()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        await using var faulty = new FaultyStore(shared.NewStore());
        var tenant = shared.NewTenant();
        var paused = false;
        faulty.BeforeCommit = async writes =>
        {
            if (!paused && writes.Any(w => w.Path.Collection == "connections")) paused = await shared.Directory.SetActiveAsync(tenant, "main", false, Actor.Operator);
        };

        (await SaveAsync(shared, faulty, keepsGrant: false)).Active.ShouldBeFalse();

        var saved = (await ConnectionDirectory.FindAsync(tenant, "main")).ShouldNotBeNull();
        (saved.Active, saved.Given["historyDays"]).ShouldBe((false, "30"));
    }

    [Fact]
    public async Task Given_a_connection_that_is_gone_When_settings_keep_its_grant_Then_nothing_is_saved()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        var tenant = shared.NewTenant();
        await tenant.CommitAsync([Store.DocumentWrite.Delete(new("connections", "main"))]);
        var refused = await Should.ThrowAsync<OrgException>(() => SaveAsync(shared, shared.NewStore(), keepsGrant: true));
        refused.Message.ShouldContain("Connect it again");
        (await ConnectionDirectory.FindAsync(tenant, "main")).ShouldBeNull();
    }

    private static Task<Connection> SaveAsync(SharedGrant shared, Store.IDocumentStore store, bool keepsGrant)
    {
        var given = new Dictionary<string, string>(shared.Pos.Settings) { ["historyDays"] = "30" };
        return shared.Directory.SaveAsync(
            store.OpenTenant(TestOrg.Acme), "main", "lightspeed", ConnectionSettings.From(shared.Connector.Descriptor, given), [], keepsGrant: keepsGrant);
    }
}
