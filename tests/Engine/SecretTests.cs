using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Engine.Tests.Harness;
using Sync.Simulator;

namespace Sync.Engine.Tests;

/// <summary>Secrets stay secret.</summary>
public sealed class SecretTests
{
    private const string Password = "Pa55-phrase-xyzzy";
    private const string Pin = "90210877";

    [Fact]
    public async Task Given_credentials_When_they_are_stored_used_and_refused_Then_they_are_nowhere_in_clear()
    {
        await using var pos = await FakeAlleaves.StartAsync(
            ShopTruth.Generate(new ShopPlan { Customers = 30, Orders = 40, Products = 10, Now = Make.Noon }), new FakeAlleavesOptions { Password = Password, Pin = Pin });
        var place = new SqliteTestStore();
        await using var org = await TestOrg.OpenAsync(store: place, time: new TestKit.FakeTime(Make.Noon, autoAdvance: true), connect: false);
        await org.ConnectAsync("main", "alleaves", pos.Settings());
        var texts = new List<string> { TextOf(await org.RunAsync()) };
        texts.Add(TextOf(await org.RunAsync(new RunOptions { DryRun = true })));
        var tokens = pos.Requests.Select(r => r.Headers.GetValueOrDefault("Authorization")).OfType<string>().Select(a => a["Bearer ".Length..]).Distinct().ToList();
        pos.Faults.Status("/auth", 401, message: $"Invalid password {Password} or PIN {Pin}");
        texts.Add(TextOf(await org.RunAsync()));
        await org.ConnectAsync("main", "alleaves", new Dictionary<string, string>(pos.Settings()) { ["pin"] = Pin + "1" });
        pos.Faults.Clear();
        texts.Add(TextOf(await org.RunAsync()));

        tokens.ShouldNotBeEmpty();
        foreach (var file in new[] { place.File, place.File + "-wal" }) texts.Add(Encoding.Latin1.GetString(ReadShared(file)));
        foreach (var secret in tokens.Append(Password).Append(Pin)) texts.ShouldAllBe(t => !t.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_another_master_key_When_synced_Then_it_is_refused_in_plain_words()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["password"] = Password });
        org.Shop.Put(Make.Customer("1"));
        (await org.SyncAsync()).Error.ShouldBeNull();
        var other = MasterKey.Parse(Convert.ToBase64String(new byte[32]));

        var report = await org.Runner(key: other).RunAsync(TestOrg.Acme, new RunOptions());

        report.Result.ShouldBe(RunResult.Failed);
        report.Runs[0].Error.ShouldNotBeNull().ShouldContain("SYNC_MASTER_KEY");
        (await org.FindAsync("customers", "1")).Text("firstName").ShouldBe("First 1");
    }

    [Fact]
    public async Task Given_secrets_of_one_org_When_they_are_copied_to_another_Then_they_cannot_be_read()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["password"] = Password });
        var globex = Model.OrgId.Parse("globex");
        await org.Orgs.AddAsync(globex, new Model.OrgSettings { Name = "Globex" });
        var theirs = org.Store.OpenTenant(globex);
        foreach (var collection in new[] { "connections", "keys" })
            foreach (var document in await org.AllAsync(collection)) await theirs.CommitAsync([Store.DocumentWrite.Replace(document.Path, document.Body)]);

        var report = await org.Runner().RunAsync(globex, new RunOptions());

        report.Runs[0].Error.ShouldNotBeNull().ShouldContain("cannot be decrypted");
    }

    [Fact]
    public async Task Given_an_export_When_it_is_written_Then_connections_and_keys_are_not_in_it()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["password"] = Password });
        new RandomShop(org.Shop, 73, Make.Noon).Fill(5, 5, 5);
        await org.SyncAsync();
        var folder = Directory.CreateTempSubdirectory("sync-export-").FullName;

        var counts = await new TenantExport(org.Store).WriteAsync(TestOrg.Acme, folder);

        counts.Keys.Intersect(["connections", "keys", "ledger", "leases"]).ShouldBeEmpty();
        counts["publicViews.products.items"].ShouldBe(5);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Given_a_POS_that_renews_a_token_and_then_fails_When_run_again_Then_the_new_token_is_used_and_nothing_else_has_changed()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["password"] = "spent", ["pin"] = Pin, ["locationId"] = "7" });
        org.Pos.OnRead = async (connection, stream) =>
        {
            if (stream != PosStream.Customers) return;
            await connection.KeepSecrets!(new Dictionary<string, Model.Secret> { ["password"] = new("renewed") }, CancellationToken.None);
            throw new ReauthoriseException("Sign in again.", "the POS failed after the refresh");
        };
        await org.RunAsync();
        var used = new System.Collections.Concurrent.ConcurrentQueue<string?>(); // the streams are read at the same time
        org.Pos.OnRead = (connection, _) =>
        {
            foreach (var name in new[] { "password", "pin" }) used.Enqueue(connection.Settings.Secret(name)?.Reveal());
            used.Enqueue(connection.Settings.Text("locationId"));
            return Task.CompletedTask;
        };

        await org.Restart().SyncAsync();

        used.Distinct().Order(StringComparer.Ordinal).ShouldBe(["7", Pin, "renewed"]);
    }

    [Fact]
    public async Task Given_two_tokens_renewed_at_the_same_time_When_both_are_kept_Then_neither_is_lost()
    {
        await using var org = await TestOrg.OpenAsync(given: new Dictionary<string, string> { ["password"] = "a", ["pin"] = "b" });
        Task Keep(string name, string value) =>
            org.Connections.KeepSecretsAsync(org.Tenant(), "main", new Dictionary<string, Model.Secret> { [name] = new(value) });

        await Task.WhenAll(Keep("password", "A"), Keep("pin", "B"));

        var connection = (await Connections.ConnectionDirectory.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        var settings = await org.Connections.OpenAsync(org.Tenant(), connection);
        (settings.Secret("password")!.Reveal(), settings.Secret("pin")!.Reveal()).ShouldBe(("A", "B"));
    }

    private static string TextOf(OrgReport report) => string.Join("\n", report.Runs.SelectMany(r => new[] { r.Error, r.ErrorDetail }
        .Concat(r.Streams.Values.SelectMany(s => new[] { s.Error, s.ErrorDetail }.Concat(s.Warnings)))
        .Concat(r.Named.Select(n => n.Reason)).Concat(r.Preview.Select(p => p.Body.ToString()))));

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
