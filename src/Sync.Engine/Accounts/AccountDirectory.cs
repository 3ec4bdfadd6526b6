using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>
/// The accounts of everybody who can sign in. They belong to no org, so they stand in a scope of their own,
/// <c>tenants/sync-accounts</c>, which is no org: it has no document, is in no list, and no org can be given its id.
/// </summary>
public sealed class AccountDirectory(IDocumentStore store, TimeProvider time)
{
    private const string Collection = "accounts";
    private const string Emails = "account_emails";
    private const string Ended = "ended_sessions";
    private const string Nobody = "nobody"; // ids are hexadecimal

    // Longer than anybody keeps a copied cookie alive by showing it each week.
    private static readonly TimeSpan EndedFor = TimeSpan.FromDays(365);

    /// <summary>The most characters of a person's name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The scope of accounts.</summary>
    public static OrgId Scope { get; } = OrgId.Parse("sync-accounts");

    /// <summary>What is counted of wrong passwords.</summary>
    public SignInTries Tries { get; } = new(store, time);

    /// <summary>The account of an id; null where there is none.</summary>
    public async Task<Account?> FindAsync(string id, CancellationToken cancellation = default) =>
        DocumentId.TryEscape(id) is { } known && await Open().GetAsync(new DocumentPath(Collection, known), cancellation) is { } document ? From(document) : null;

    /// <summary>The account of a session; null where there is none, or the session was ended.</summary>
    public async Task<Account?> OfSessionAsync(string id, string session, CancellationToken cancellation = default) =>
        await Open().GetManyAsync([PathOf(id), new DocumentPath(Ended, DocumentId.Escape(session))], cancellation) is [{ } document, null] ? From(document) : null;

    /// <summary>Ends a session for good, wherever its cookie was copied to.</summary>
    public Task EndSessionAsync(string session, CancellationToken cancellation = default) => Open().CommitAsync(
        [DocumentWrite.Replace(new DocumentPath(Ended, DocumentId.Escape(session)), DocumentBody.Build(w => w.Time("expireAt", time.GetUtcNow() + EndedFor)))], cancellation);

    /// <summary>The account of an address; null where there is none.</summary>
    public async Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default)
    {
        if (Email.Address(email) is not { } normal) return null; // what is no address has no account
        // Of an address without an account nobody's is read, so that the time does not tell which addresses have one.
        var entry = await Open().GetAsync(EmailPath(normal), cancellation);
        return await FindAsync(entry?.Body.Read().Text("account") ?? Nobody, cancellation);
    }

    /// <summary>Makes an account.</summary>
    /// <exception cref="OrgException">The address is none or has an account already, or the name is too long or no single line.</exception>
    public async Task<Account> CreateAsync(string email, string? name, string? passwordHash, CancellationToken cancellation = default)
    {
        var normal = AddressOf(email, "No account was made.");
        var called = string.IsNullOrWhiteSpace(name) ? normal : name.Trim();
        if (!OneLine.IsName(called)) throw new OrgException($"The name {OneLine.Fault}. No account was made.");
        if (called.Length > MaxNameLength && called != normal)
            throw new OrgException($"A name has at most {MaxNameLength} characters; this one has {called.Length:N0}. No account was made.");
        var account = new Account(Ids.New(time), normal, called) { PasswordHash = passwordHash, Stamp = Ids.New(time) };
        try
        {
            await Open().CommitAsync(
            [
                DocumentWrite.Create(EmailPath(normal), DocumentBody.Build(w => w.Text("account", account.Id))),
                DocumentWrite.Create(PathOf(account.Id), Body(account)),
            ], cancellation);
            return account;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            throw new OrgException($"There is an account of {normal} already.");
        }
    }

    /// <summary>Changes a password; other sessions of the account end. The audit log of each of its orgs says so.</summary>
    public async Task<Account> SetPasswordAsync(string id, string passwordHash, Actor by, CancellationToken cancellation = default) =>
        (await SetPasswordAsync(id, passwordHash, by, _ => true, cancellation))!;

    /// <summary>The same where the account as it stands by then allows it; else null, and nothing is changed.</summary>
    internal async Task<Account?> SetPasswordAsync(string id, string passwordHash, Actor by, Func<Account, bool> may, CancellationToken cancellation)
    {
        var allowed = false; // as the last try saw it, which is the one that counts
        var account = await ChangeAsync(id, a => (allowed = may(a)) ? a with { PasswordHash = passwordHash, Stamp = Ids.New(time), Reset = null } : a, cancellation);
        if (!allowed) return null;
        await Tries.ForgetAsync(account.Email, cancellation);
        // An account is in a scope of its own, so that the lines cannot go with the change.
        foreach (var org in account.Orgs)
            await AuditLog.AddAsync(store.OpenTenant(OrgId.Parse(org)), time, by, "password.changed", account.Email, cancellation: cancellation);
        return account;
    }

    /// <summary>
    /// Notes that somebody has shown the account's address to be theirs. The first time that ends what may be a stranger's: the password
    /// with which the account was made, and all sessions. The audit log of each of its orgs says so.
    /// </summary>
    public async Task<Account> ProveAsync(Account account, CancellationToken cancellation = default)
    {
        if (account.Proved) return account;
        var proved = await ChangeAsync(account.Id, a => a.Proved ? a : a with { Proved = true, PasswordHash = null, Stamp = Ids.New(time), Reset = null }, cancellation);
        if (account.PasswordHash is null) return proved;
        foreach (var org in proved.Orgs)
            await AuditLog.AddAsync(store.OpenTenant(OrgId.Parse(org)), time, new Actor("member", proved.Id, proved.Email), "password.ended", proved.Email, "the address was proved by another sign-in", cancellation);
        return proved;
    }

    /// <summary>Stores a better hash of the same password; where that was changed meanwhile, the change stays.</summary>
    public Task<Account> RehashAsync(string id, string hash, string betterHash, CancellationToken cancellation = default) =>
        ChangeAsync(id, a => a.PasswordHash == hash ? a with { PasswordHash = betterHash } : a, cancellation);

    /// <summary>Notes that the account is a member of an org.</summary>
    public Task<Account> JoinedAsync(string id, OrgId org, CancellationToken cancellation = default) => ChangeAsync(
        id, a => a.Orgs.Contains(org.Value) ? a : a with { Orgs = [.. a.Orgs.Append(org.Value).Order(StringComparer.Ordinal)] }, cancellation);

    /// <summary>Notes that the account is a member of an org no more.</summary>
    public Task<Account> LeftAsync(string id, OrgId org, CancellationToken cancellation = default) => ChangeAsync(
        id, a => a with { Orgs = [.. a.Orgs.Where(o => o != org.Value)] }, cancellation);

    /// <summary>An address as accounts and invitations keep it.</summary>
    /// <exception cref="OrgException">It is none; the message ends with what was not done.</exception>
    internal static string AddressOf(string email, string notDone) => Email.Address(email) ?? throw new OrgException(email.Trim().Length > Email.MaxLength
        ? $"An e-mail address has at most {Email.MaxLength} characters; this one has {email.Trim().Length:N0}. {notDone}"
        : $"'{email}' is not an e-mail address. {notDone}");

    /// <summary>Changes an account as it stands; a change that somebody else makes meanwhile counts too.</summary>
    internal async Task<Account> ChangeAsync(string id, Func<Account, Account> change, CancellationToken cancellation)
    {
        while (true)
        {
            var before = await FindAsync(id, cancellation) ?? throw new OrgException("The account is gone.");
            var after = change(before);
            if (after == before) return before;
            try
            {
                await Open().CommitAsync([DocumentWrite.Replace(PathOf(id), Body(after), before.Version)], cancellation);
                return after;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // Somebody else changed it meanwhile: both changes count.
            }
        }
    }

    private ITenantStore Open() => store.OpenTenant(Scope);

    private static DocumentPath PathOf(string id) => new(Collection, DocumentId.Escape(id));

    private static DocumentPath EmailPath(string normal) => new(Emails, DocumentId.Escape(normal));

    private static DocumentBody Body(Account account) => DocumentBody.Build(w =>
    {
        w.Text("email", account.Email);
        w.Text("name", account.Name);
        w.TextList("orgs", account.Orgs);
        w.OptionalText("passwordHash", account.PasswordHash);
        if (account.Proved) w.Flag("proved", true);
        if (account.Reset is { } reset)
        {
            w.Text("reset", reset.Hash);
            w.Time("resetEnds", reset.Ends);
        }

        w.Text("stamp", account.Stamp);
    });

    private static Account From(StoredDocument document)
    {
        var f = document.Body.Read();
        return new Account(DocumentId.Unescape(document.Path.Id), f.Text("email")!, f.Text("name")!)
        {
            Orgs = [.. f.TextList("orgs")],
            PasswordHash = f.Text("passwordHash"),
            Proved = f.Flag("proved") == true,
            Reset = f.Text("reset") is { } reset && f.Time("resetEnds") is { } ends ? new PasswordReset(reset, ends) : null,
            Stamp = f.Text("stamp") ?? "",
            Version = document.Version,
        };
    }
}
