using Microsoft.AspNetCore.Identity;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// Signing in by address and password, hashed by ASP.NET Core's own hasher. Whether there is an account of an address can be
/// told neither from the answer nor from the time it takes.
/// </summary>
internal sealed class PasswordSignIn(AccountDirectory accounts, TimeProvider time)
{
    private static readonly Lazy<string> AnyHash = new(() => Passwords.Hash("nobody's password"));

    /// <summary>The account, if the password is right and the account is not locked.</summary>
    public async Task<Account?> FindAsync(string email, string password, CancellationToken cancellation)
    {
        if (password.Length > Passwords.MostLength) return null;
        var account = await accounts.FindByEmailAsync(email, cancellation);
        var result = Passwords.Verify(account?.PasswordHash ?? AnyHash.Value, password);
        if (account?.PasswordHash is null || account.LockedUntil > time.GetUtcNow()) return null;
        if (result == PasswordVerificationResult.Failed)
        {
            await accounts.FailedAsync(account.Id, cancellation);
            return null;
        }

        var better = result == PasswordVerificationResult.SuccessRehashNeeded ? Passwords.Hash(password) : null;
        return await accounts.SignedInAsync(account.Id, better, cancellation);
    }
}
