using System.Security.Cryptography;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Privacy;
using Sync.Engine.Requests;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Keys are rotated without an instant at which secrets cannot be read.</summary>
public sealed class KeyRotationTests
{
    private const string Password = "Pa55-phrase-xyzzy";
    private static readonly OrgId Globex = OrgId.Parse("globex");
    private static readonly IWrappingKey Next = LocalKey.Parse(Convert.ToBase64String(Enumerable.Range(64, 32).Select(i => (byte)i).ToArray()));

    [Fact]
    public async Task Given_a_new_master_key_When_keys_are_rotated_Then_only_the_new_one_reads_and_the_audit_log_says_so()
    {
        await using var org = await TwoOrgsAsync();

        var report = await Rotation(org.Store, org).RunAsync(Actor.Operator);

        report.Rotated.Select(o => o.Value).ShouldBe(["sync-accounts", "acme", "globex"]);
        report.Unreadable.ShouldBeEmpty();
        await ReadAsync(org, new MasterKey(Next));
        await Should.ThrowAsync<SecretUnreadableException>(() => ReadAsync(org, TestOrg.Key));
        foreach (var tenant in new[] { TestOrg.Acme, Globex, AccountDirectory.Scope })
            (await AuditLog.ListAsync(org.Store.OpenTenant(tenant), null, 9)).ShouldHaveSingleItem().Action.ShouldBe("keys.rotated");
        (await KeyOverview.ListAsync(org.Store, new MasterKey(Next)).ToListAsync()).ShouldAllBe(k => k.KeyId == Next.Id && k.Readable && !k.Rotating);
        (await Rotation(org.Store, org).RunAsync(Actor.Operator)).Rotated.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_kills_at_each_commit_When_the_master_key_is_rotated_Then_everything_is_readable_at_each_instant_and_a_repeat_ends_it(bool after)
    {
        var kills = await KillsAsync(after, (org, store) => Rotation(store, org).RunAsync(Actor.Operator));

        kills.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_kills_at_each_commit_When_an_orgs_key_is_rotated_Then_everything_is_readable_at_each_instant_and_a_repeat_ends_it(bool after)
    {
        var kills = await KillsAsync(after, (org, store) => Data(org).RunAsync(store.OpenTenant(TestOrg.Acme), Actor.Operator));

        kills.ShouldBe(6); // the new key, two connections, a sign-in dropped, an answer, the old key gone
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_kills_at_each_commit_When_the_key_of_sessions_is_rotated_Then_everything_is_readable_at_each_instant_and_a_repeat_ends_it(bool after)
    {
        var kills = await KillsAsync(after, (org, store) => Data(org).RunAsync(store.OpenTenant(AccountDirectory.Scope), Actor.Operator));

        kills.ShouldBe(4); // the new key, two of the ring, the old key gone
    }

    [Fact]
    public async Task Given_an_orgs_key_that_was_rotated_When_its_documents_are_looked_at_Then_every_secret_is_new_and_the_old_key_is_gone()
    {
        await using var org = await TwoOrgsAsync();
        var (keys, sealedBefore) = (await org.FindAsync("keys", "data"), await SealedAsync(org));
        var verifier = (await org.AllAsync("connect_states")).ShouldHaveSingleItem();

        (await Data(org).RunAsync(org.Tenant(), Actor.Operator)).ShouldBeTrue();

        var after = await org.FindAsync("keys", "data");
        after.Bytes("wrapped").ShouldNotBe(keys.Bytes("wrapped"));
        after.Has("former").ShouldBeFalse();
        (await SealedAsync(org)).Intersect(sealedBefore).ShouldBeEmpty();
        (await org.AllAsync("connect_states")).ShouldNotContain(d => d.Path == verifier.Path);
        await ReadAsync(org, TestOrg.Key);
        // The old key, put back, must not open what is stored now: else the secrets were not encrypted anew.
        await org.Tenant().CommitAsync([DocumentWrite.Replace(new DocumentPath("keys", "data"), DocumentBody.Build(w => w.Bytes("wrapped", keys.Bytes("wrapped")!)))]);
        await Should.ThrowAsync<SecretUnreadableException>(() => ReadAsync(org, TestOrg.Key));
    }

    [Fact]
    public async Task Given_a_person_who_was_forgotten_When_the_orgs_key_is_rotated_twice_Then_they_do_not_come_back()
    {
        await using var org = await TestOrg.OpenAsync(given: Given);
        org.Shop.Put(Make.Customer("1", "ada@example.com"));
        org.Shop.Put(Make.Customer("2", "bob@example.com"));
        await org.SyncAsync();
        await new PrivacyRequests(org.Connections, org.Time).AskAsync(org.Tenant(), PrivacyKind.Erase, "ada@example.com");
        await org.CostAsync();

        for (var i = 0; i < 2; i++) await Data(org).RunAsync(org.Tenant(), Actor.Operator);
        await Rotation(org.Store, org).RunAsync(Actor.Operator);
        org.Shop.Put(Make.Customer("7", "ada@example.com"));
        (await org.Runner(key: new MasterKey(Next)).RunAsync(TestOrg.Acme, new RunOptions { Full = true })).Result.ShouldBe(RunResult.Done);

        (await org.AllAsync("customers")).Select(c => c.Path.Id).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Given_a_connection_that_is_saved_while_the_key_is_rotated_When_it_is_read_Then_it_can_be()
    {
        await using var org = await TestOrg.OpenAsync(given: Given);
        var rotated = false;
        org.Store.BeforeCommit = async writes =>
        {
            // The secret is encrypted by now; before it is stored, the key that it was encrypted with goes.
            if (rotated || !writes.Any(w => w.Path.Id == "late")) return;
            rotated = true;
            await Data(org).RunAsync(org.Tenant(), Actor.Operator);
        };

        await org.ConnectAsync("late", ScriptedPos.Id, Given);

        rotated.ShouldBeTrue();
        await ReadAsync(org, TestOrg.Key);
        (await ConnectionDirectory.ListAsync(org.Tenant())).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_answers_that_are_kept_When_the_orgs_key_is_rotated_Then_each_is_given_again_and_only_one_that_cannot_be_read_is_lost()
    {
        await using var org = await TwoOrgsAsync();
        await AnswerAsync(org, "altered");
        (await Book(org, TestOrg.Key).BeginAsync(org.Tenant(), "under way", "request")).State.ShouldBe(RepeatState.New);
        var altered = (await org.AllAsync("idempotency")).Single(d => d.Body.Read().Bytes("answer") is not null && d.Path != AnswerPath);
        await org.Tenant().CommitAsync([DocumentWrite.Merge(altered.Path, DocumentBody.Build(w => w.Bytes("answer", new byte[40])))]);

        (await Data(org).RunAsync(org.Tenant(), Actor.Operator)).ShouldBeTrue();

        var book = Book(org, TestOrg.Key);
        var (state, answer, _) = await book.BeginAsync(org.Tenant(), "answered", "request");
        (state, answer!.Status, answer.Location, answer.ETag).ShouldBe((RepeatState.Done, 201, "/x", "\"1\""));
        (await book.BeginAsync(org.Tenant(), "answered", "other")).State.ShouldBe(RepeatState.Other);
        (await book.BeginAsync(org.Tenant(), "under way", "request")).State.ShouldBe(RepeatState.UnderWay);
        (await book.BeginAsync(org.Tenant(), "altered", "request")).State.ShouldBe(RepeatState.Lost);
        (await book.BeginAsync(org.Tenant(), "altered", "other")).State.ShouldBe(RepeatState.Other);
        org.Time.Advance(IdempotencyBook.Life);
        (await book.BeginAsync(org.Tenant(), "altered", "request")).State.ShouldBe(RepeatState.New);
    }

    [Fact]
    public async Task Given_a_rotation_that_goes_on_When_the_master_key_is_another_one_Then_no_answer_is_given_up()
    {
        await using var plan = await TwoOrgsAsync();
        await using var org = plan.Copy();
        (org.Store.KillAt, org.Store.AfterEffect) = (1, true);
        await Should.ThrowAsync<KilledException>(() => Data(org).RunAsync(org.Store.OpenTenant(TestOrg.Acme), Actor.Operator));
        await using var later = org.Restart();

        await Should.ThrowAsync<SecretUnreadableException>(() => IdempotencyBook.RenewAsync(later.Tenant(), new SecretVault(new MasterKey(Next)), default));

        (await Book(later, TestOrg.Key).BeginAsync(later.Tenant(), "answered", "request")).State.ShouldBe(RepeatState.Done);
    }

    [Fact]
    public async Task Given_secrets_of_before_keys_had_ids_When_they_are_read_and_rotated_Then_all_is_as_before()
    {
        await using var org = await TwoOrgsAsync();
        await org.Tenant().CommitAsync([DocumentWrite.Merge(new DocumentPath("keys", "data"), DocumentBody.Empty, ["masterKey", "masterKind"])]);
        await ReadAsync(org, TestOrg.Key);
        await Should.ThrowAsync<SecretUnreadableException>(() => ReadAsync(org, new MasterKey(Next)));

        (await Rotation(org.Store, org).RunAsync(Actor.Operator)).Rotated.ShouldContain(TestOrg.Acme);

        await ReadAsync(org, new MasterKey(Next));
    }

    [Fact]
    public async Task Given_a_key_file_that_is_rotated_When_a_service_runs_meanwhile_Then_it_goes_on_before_and_after()
    {
        var folder = Directory.CreateTempSubdirectory("sync-keys-");
        var path = Path.Combine(folder.FullName, "master.key");
        await using var org = await TestOrg.OpenAsync(connect: false);
        var running = new ConnectionDirectory(org.Connectors, MasterKey.InFile(path), org.Time);
        await SaveAsync(org, running, TestOrg.Acme);
        var (file, before) = (new KeyFile(path), await File.ReadAllTextAsync(path));

        var to = file.BeginRotation();
        file.BeginRotation().Id.ShouldBe(to.Id); // as after a kill
        await new MasterKeyRotation(org.Store, new MasterKey(file), to, org.Time).RunAsync(Actor.Operator);
        await OpenAsync(org, running, TestOrg.Acme);
        var retired = file.EndRotation();
        await OpenAsync(org, running, TestOrg.Acme);
        await org.Orgs.AddAsync(Globex, new OrgSettings { Name = "Globex" });
        await SaveAsync(org, running, Globex);

        (await File.ReadAllTextAsync(retired)).ShouldBe(before);
        new KeyFile(path).Retired.ShouldBe([retired]);
        File.Delete(retired);
        var anew = new ConnectionDirectory(org.Connectors, MasterKey.InFile(path), org.Time);
        foreach (var id in new[] { TestOrg.Acme, Globex }) await OpenAsync(org, anew, id);
        folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Given => new() { ["password"] = Password };

    private static MasterKeyRotation Rotation(IDocumentStore store, TestOrg org) => new(store, TestOrg.Key.And(Next), Next, org.Time);

    private static DataKeyRotation Data(TestOrg org) => new(org.Connections, TestOrg.Key, org.Time);

    // Kills at the first commit, then at the second, until it comes to its end; each time goes on where it was.
    private static async Task<int> KillsAsync(bool after, Func<TestOrg, IDocumentStore, Task> rotate)
    {
        await using var plan = await TwoOrgsAsync();
        for (var kill = 1; ; kill++)
        {
            await using var org = plan.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = (kill, after);
            try
            {
                await rotate(org, org.Store);
                return kill - 1;
            }
            catch (KilledException)
            {
                await using var later = org.Restart();
                await ReadAllAsync(later);
                await rotate(later, later.Store);
                await ReadAllAsync(later);
                (await KeyOverview.ListAsync(later.Store, TestOrg.Key.And(Next)).ToListAsync()).ShouldAllBe(k => !k.Rotating && k.Readable);
            }
        }
    }

    private static async Task<TestOrg> TwoOrgsAsync()
    {
        var org = await TestOrg.OpenAsync(given: Given);
        await org.ConnectAsync("second", ScriptedPos.Id, Given);
        await org.Orgs.AddAsync(Globex, new OrgSettings { Name = "Globex" });
        await SaveAsync(org, org.Connections, Globex);
        foreach (var name in new[] { "one", "two" }) await new KeyRing(org.Store, TestOrg.Key).KeepAsync(name, new Secret("session " + name));
        await new SignInStates(TestOrg.Key, org.Time).BeginAsync(
            org.Tenant(), new ConnectAsk(TestOrg.Acme, ScriptedPos.Id, "third", new Dictionary<string, string>()), "https://sync.example/back", "verifier");
        await AnswerAsync(org, "answered");
        return org;
    }

    private static DocumentPath AnswerPath => new("idempotency", Convert.ToHexStringLower(SHA256.HashData("answered"u8)));

    private static IdempotencyBook Book(TestOrg org, MasterKey key) => new(key, org.Time);

    private static async Task AnswerAsync(TestOrg org, string key)
    {
        var (_, _, claim) = await Book(org, TestOrg.Key).BeginAsync(org.Tenant(), key, "request");
        await Book(org, TestOrg.Key).EndAsync(org.Tenant(), key, claim!, new KeptAnswer(201, "text/plain", "made"u8.ToArray()) { Location = "/x", ETag = "\"1\"" });
    }

    private static Task SaveAsync(TestOrg org, ConnectionDirectory connections, OrgId id) => connections.SaveAsync(
        org.Store.OpenTenant(id), "main", ScriptedPos.Id, ConnectorKit.ConnectionSettings.From(org.Connectors.Find(ScriptedPos.Id).Descriptor, Given), []);

    private static async Task ReadAllAsync(TestOrg org)
    {
        await ReadAsync(org, TestOrg.Key.And(Next));
        var answered = await Book(org, TestOrg.Key.And(Next)).BeginAsync(org.Tenant(), "answered", "request");
        answered.Answer.ShouldNotBeNull().Body.ShouldBe("made"u8.ToArray());
    }

    /// <summary>Reads every secret of everybody.</summary>
    private static async Task ReadAsync(TestOrg org, MasterKey key)
    {
        var connections = new ConnectionDirectory(org.Connectors, key, org.Time);
        foreach (var id in await org.Store.ListTenantsAsync().ToListAsync()) await OpenAsync(org, connections, id);
        foreach (var secret in await new KeyRing(org.Store, key).ReadAsync()) secret.Reveal().ShouldStartWith("session ");
    }

    private static async Task OpenAsync(TestOrg org, ConnectionDirectory connections, OrgId id)
    {
        var tenant = org.Store.OpenTenant(id);
        foreach (var connection in await ConnectionDirectory.ListAsync(tenant))
            (await connections.OpenAsync(tenant, connection)).Secret("password")!.Reveal().ShouldBe(Password);
    }

    private static async Task<List<string>> SealedAsync(TestOrg org) =>
        [.. (await org.AllAsync("connections")).Select(c => Convert.ToBase64String(c.Body.Read().Bytes("secrets")!))];
}
