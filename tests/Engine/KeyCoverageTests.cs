using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Privacy;
using Sync.Engine.Requests;
using Sync.Engine.Secrets;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Engine.Tests;

/// <summary>
/// The rotation of a tenant's key reaches everything that is encrypted with it. Whatever in the engine encrypts is found in its
/// sources; each has to be made here, and after the rotation nothing of what was made may be left as it was.
/// </summary>
public sealed partial class KeyCoverageTests
{
    /// <summary>Makes one of everything that is encrypted, by the class that encrypts it.</summary>
    private static readonly Dictionary<string, Func<TestOrg, Task>> Makers = new()
    {
        [nameof(ConnectionDirectory)] = org => org.ConnectAsync("second", ScriptedPos.Id, Given),
        [nameof(KeyRing)] = org => new KeyRing(org.Store, TestOrg.Key).KeepAsync("one", new Secret("session one")),
        [nameof(SignInStates)] = org => new SignInStates(TestOrg.Key, org.Time).BeginAsync(
            org.Tenant(), new ConnectAsk(TestOrg.Acme, ScriptedPos.Id, "third", new Dictionary<string, string>()), "https://sync.example/back", "verifier"),
        [nameof(PendingConnections)] = org => new PendingConnections(org.Connectors, TestOrg.Key, org.Time).KeepAsync(
            org.Tenant(), new PendingConnection(ScriptedPos.Id, "third", ConnectorKit.ConnectionSettings.From(org.Connectors.Find(ScriptedPos.Id).Descriptor, Given), []), "somebody"),
        [nameof(IdempotencyBook)] = AnswerAsync,
    };

    /// <summary>Keys that are derived from a tenant's key, and why its rotation may not touch, or may end, what was made with them.</summary>
    private static readonly Dictionary<string, string> Derived = new()
    {
        [nameof(ConnectTickets)] = "tickets are good for a quarter of an hour; whoever holds one asks for another",
        [nameof(ConnectionDirectory)] = "the hashes of those who asked to be forgotten: one of LastingKeys, moved to the new key",
    };

    /// <summary>Collections whose bytes are no secrets.</summary>
    private static readonly string[] Plain = ["ledger", "privacy"];

    private static Dictionary<string, string> Given => new() { ["password"] = "Pa55-phrase-xyzzy" };

    [Fact]
    public void Given_the_engines_sources_When_whoever_encrypts_is_looked_for_Then_it_is_made_here()
    {
        Callers(Encrypts()).ShouldBe(Makers.Keys.Order());
        Callers(Derives()).ShouldBe(Derived.Keys.Order());
        // Past the vault nothing is encrypted but keys.
        Callers(Seals()).ShouldBe([nameof(LastingKeys), nameof(LocalKey), nameof(SecretVault)]);
        Callers(Ciphers()).ShouldBe([nameof(AesSeal)]);
    }

    [Fact]
    public async Task Given_one_of_everything_that_is_encrypted_When_keys_are_rotated_Then_nothing_is_left_as_it_was()
    {
        await using var org = await TestOrg.OpenAsync(given: Given);
        await new PrivacyRequests(org.Connections, org.Time).AskAsync(org.Tenant(), ConnectorKit.Webhooks.PrivacyKind.Erase, await CustomerAsync(org));
        await org.CostAsync();
        foreach (var (kind, make) in Makers)
        {
            var already = (await EncryptedAsync(org)).Count;
            await make(org);
            (await EncryptedAsync(org)).Count.ShouldBeGreaterThan(already, kind);
        }

        var before = await EncryptedAsync(org);
        foreach (var scope in (OrgId[])[TestOrg.Acme, AccountDirectory.Scope])
            (await new DataKeyRotation(org.Connections, TestOrg.Key, org.Time).RunAsync(org.Store.OpenTenant(scope), Actor.Operator)).ShouldBeTrue();

        (await EncryptedAsync(org)).Where(e => before.ContainsValue(e.Value)).Select(e => e.Key).ShouldBeEmpty();
    }

    private static async Task<string> CustomerAsync(TestOrg org)
    {
        org.Shop.Put(Make.Customer("1", "ada@example.com"));
        await org.SyncAsync();
        return "1";
    }

    private static async Task AnswerAsync(TestOrg org)
    {
        var book = new IdempotencyBook(TestOrg.Key, org.Time);
        var (_, _, claim) = await book.BeginAsync(org.Tenant(), "key", "request");
        await book.EndAsync(org.Tenant(), "key", claim!, new KeptAnswer(201, "application/json", "{}"u8.ToArray()));
    }

    /// <summary>All bytes that are stored of the org and of the accounts, by where they stand.</summary>
    private static async Task<Dictionary<string, string>> EncryptedAsync(TestOrg org)
    {
        var all = new Dictionary<string, string>();
        foreach (var scope in (OrgId[])[TestOrg.Acme, AccountDirectory.Scope])
        {
            var tenant = org.Store.OpenTenant(scope);
            foreach (var collection in (await tenant.ListCollectionsAsync().ToListAsync()).Except(Plain))
                await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                    foreach (var (bytes, number) in Bytes().Matches(document.Body.ToString()).Select((m, i) => (m.Groups[1].Value, i)))
                        all[$"{scope}/{document.Path} {number}"] = bytes;
        }

        return all;
    }

    private static IEnumerable<string> Callers(Regex call) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => call.IsMatch(File.ReadAllText(f))).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\.EncryptAsync\(")]
    private static partial Regex Encrypts();

    [GeneratedRegex(@"\.DeriveKeyAsync\(")]
    private static partial Regex Derives();

    [GeneratedRegex(@"\bAesSeal\.Seal\(")]
    private static partial Regex Seals();

    [GeneratedRegex(@"\bnew AesGcm\(|\bAes\.Create\(|\bnew ChaCha20Poly1305\(")]
    private static partial Regex Ciphers();

    [GeneratedRegex("\"\\$bytes\":\"([^\"]+)\"")]
    private static partial Regex Bytes();
}
