using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>
/// Counts wrong passwords, in <c>sign_in_tries/{hash}</c> of the accounts' scope, so that nobody guesses one, and nobody locks
/// somebody else out by failing on purpose:
/// ten in a row from one network close an address to that network for a quarter of an hour, and to no other;
/// a hundred from any networks, without a day's rest, close it for as long to all networks but those from which the right password
/// has come within ninety days, so that whoever guesses from many networks gets no further and its owner is still let in.
/// Both are counted by address and not by account: what happens to an address without an account is the same.
/// </summary>
/// <param name="store">Where the accounts are.</param>
/// <param name="time">The clock.</param>
public sealed class SignInTries(IDocumentStore store, TimeProvider time)
{
    private const string Collection = "sign_in_tries";
    private const int MostOfNetwork = 10;
    private const int MostOfAddress = 100;
    private static readonly TimeSpan Rest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Known = TimeSpan.FromDays(90);

    /// <summary>How long an address is closed.</summary>
    public static TimeSpan Lock { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether a password of an address is looked at.</summary>
    /// <param name="email">The address, as it was typed.</param>
    /// <param name="network">Where the try comes from: a text that is the same for a network.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<bool> MayTryAsync(string email, string network, CancellationToken cancellation = default)
    {
        var (ofAddress, ofNetwork) = await ReadAsync(email, network, cancellation);
        var now = time.GetUtcNow();
        if (ofNetwork.LockedUntil > now) return false;
        return ofNetwork.KnownUntil > now || !(ofAddress.LockedUntil > now);
    }

    /// <summary>Notes a wrong password.</summary>
    public async Task FailedAsync(string email, string network, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (ofAddress, ofNetwork) = await ReadAsync(email, network, cancellation);
            var now = time.GetUtcNow();
            List<DocumentWrite> writes = [Write(email, NetworkPath(email, network), Fail(ofNetwork, MostOfNetwork, now), now)];
            // Who fails where they are known is most likely its owner, and has no say in what becomes of others.
            if (!(ofNetwork.KnownUntil > now)) writes.Add(Write(email, AddressPath(email), Fail(ofAddress, MostOfAddress, now), now));
            if (await TryCommitAsync(writes, cancellation)) return;
        }
    }

    /// <summary>Notes a right password: the network is known from then on.</summary>
    public async Task PassedAsync(string email, string network, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (_, ofNetwork) = await ReadAsync(email, network, cancellation);
            var now = time.GetUtcNow();
            if (ofNetwork.Failures == 0 && ofNetwork.KnownUntil > now + Known - Rest) return; // noted today already
            if (!await TryCommitAsync([Write(email, NetworkPath(email, network), ofNetwork with { Failures = 0, LockedUntil = null, KnownUntil = now + Known }, now)], cancellation)) continue;
            await Open().PruneExpiredAsync(Collection, now, cancellation);
            return;
        }
    }

    /// <summary>Forgets all that was counted of an address, and where it is known: its password is another one now.</summary>
    public async Task ForgetAsync(string email, CancellationToken cancellation = default)
    {
        var query = new DocumentQuery { Collection = Collection, Filters = [new DocumentFilter("of", FilterOperator.Equal, Hash(email))] };
        List<DocumentPath> found = [];
        await foreach (var document in Open().QueryAsync(query, cancellation)) found.Add(document.Path);
        foreach (var some in found.Chunk(400)) await Open().CommitAsync([.. some.Select(DocumentWrite.Delete)], cancellation);
    }

    private static Counted Fail(Counted counted, int most, DateTimeOffset now) => counted.Failures + 1 < most
        ? counted with { Failures = counted.Failures + 1 }
        : counted with { Failures = 0, LockedUntil = now + Lock };

    private async Task<(Counted OfAddress, Counted OfNetwork)> ReadAsync(string email, string network, CancellationToken cancellation)
    {
        var found = await Open().GetManyAsync([AddressPath(email), NetworkPath(email, network)], cancellation);
        return (From(found[0]), From(found[1]));
    }

    private Counted From(StoredDocument? document)
    {
        if (document is null) return new Counted(0, null, null, "");
        var f = document.Body.Read();
        return f.Time("expireAt") > time.GetUtcNow()
            ? new Counted((int)(f.Integer("failures") ?? 0), f.Time("lockedUntil"), f.Time("knownUntil"), document.Version)
            : new Counted(0, null, null, document.Version);
    }

    private static DocumentWrite Write(string email, DocumentPath path, Counted counted, DateTimeOffset now) => DocumentWrite.Replace(path, DocumentBody.Build(w =>
    {
        w.Time("expireAt", counted.KnownUntil > now + Rest ? counted.KnownUntil.Value : now + Rest);
        w.Number("failures", counted.Failures);
        if (counted.KnownUntil is { } known) w.Time("knownUntil", known);
        if (counted.LockedUntil is { } until) w.Time("lockedUntil", until);
        w.Text("of", Hash(email));
    }), counted.Version);

    private async Task<bool> TryCommitAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        try
        {
            await Open().CommitAsync(writes, cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false; // somebody else tries too: look again, both count
        }
    }

    private ITenantStore Open() => store.OpenTenant(AccountDirectory.Scope);

    private static DocumentPath AddressPath(string email) => new(Collection, Hash(email));

    private static DocumentPath NetworkPath(string email, string network) => new(Collection, RandomToken.Hash($"{Hash(email)} {network}"));

    // Hashed: what is typed there is not always an address.
    private static string Hash(string email) => RandomToken.Hash(Email.Normalise(email) ?? "");

    private sealed record Counted(int Failures, DateTimeOffset? LockedUntil, DateTimeOffset? KnownUntil, string Version);
}
