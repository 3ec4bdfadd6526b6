using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>
/// Links of the operator's by which whoever has forgotten their password chooses a new one: good once, for an hour, one for an account
/// at a time. Of the 256 random bits only a hash is stored, with the account.
/// </summary>
public sealed class PasswordResets(IDocumentStore store, AccountDirectory accounts, TimeProvider time)
{
    /// <summary>How long one is good.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromHours(1);

    /// <summary>Makes one; one that was made before is good no more. The audit log of each of the account's orgs says so.</summary>
    /// <returns>The token, which is shown once: it goes into the link.</returns>
    /// <exception cref="OrgException">There is no account of that address.</exception>
    public async Task<string> MakeAsync(string email, Actor by, CancellationToken cancellation = default)
    {
        var account = await accounts.FindByEmailAsync(email, cancellation)
            ?? throw new OrgException($"There is no account of {email}. 'possync member invite ORG EMAIL --role ROLE' asks somebody in.");
        var token = $"{account.Id}.{RandomToken.Create()}";
        await accounts.ChangeAsync(account.Id, a => a with { Reset = new PasswordReset(RandomToken.Hash(token), time.GetUtcNow() + Life) }, cancellation);
        foreach (var org in account.Orgs)
            await AuditLog.AddAsync(store.OpenTenant(OrgId.Parse(org)), time, by, "password.reset-made", account.Email, cancellation: cancellation);
        return token;
    }

    /// <summary>The account that a token is good for; null where it is good for none, or no more.</summary>
    public async Task<Account?> FindAsync(string token, CancellationToken cancellation = default) =>
        IdOf(token) is { } id && await accounts.FindAsync(id, cancellation) is { } account && IsGood(account, token) ? account : null;

    /// <summary>Uses a token up and sets the password; sessions of the account end.</summary>
    /// <returns>The account; null where the token was good no more.</returns>
    public async Task<Account?> UseAsync(string token, string passwordHash, CancellationToken cancellation = default)
    {
        if (await FindAsync(token, cancellation) is not { } account) return null;
        var by = new Actor("member", account.Id, account.Email);
        // Of two at once the first has it: looked at again with each try.
        return await accounts.SetPasswordAsync(account.Id, passwordHash, by, a => IsGood(a, token), cancellation);
    }

    private bool IsGood(Account account, string token) => account.Reset is { } reset && reset.Ends > time.GetUtcNow() && RandomToken.Fits(token, reset.Hash);

    private static string? IdOf(string token) => token.Split('.') is [{ Length: > 0 } id, { Length: > 0 }] && id.All(char.IsAsciiHexDigitLower) ? id : null;
}
