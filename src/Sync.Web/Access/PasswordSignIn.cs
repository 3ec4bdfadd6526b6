using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// Signing in by address and password, hashed by ASP.NET Core's own hasher. Whether there is an account of an address can be
/// told neither from the answer nor from the time it takes.
/// </summary>
internal sealed class PasswordSignIn(AccountDirectory accounts)
{
    private static readonly Lazy<string> AnyHash = new(() => Passwords.Hash("nobody's password"));

    /// <summary>The account, if the password is right and the address is not closed to the network that it comes from.</summary>
    public async Task<Account?> FindAsync(HttpContext context, string email, string password)
    {
        if (password.Length > Passwords.MostLength) return null;
        var (network, cancellation) = (ClientNetwork.Of(context), context.RequestAborted);
        var account = await accounts.FindByEmailAsync(email, cancellation);
        var hash = account?.PasswordHash ?? AnyHash.Value;
        var result = Passwords.Verify(hash, password);
        if (!await accounts.Tries.MayTryAsync(email, network, cancellation)) return null;
        if (account?.PasswordHash is null || result == PasswordVerificationResult.Failed)
        {
            await accounts.Tries.FailedAsync(email, network, cancellation);
            return null;
        }

        await accounts.Tries.PassedAsync(email, network, cancellation);
        return result == PasswordVerificationResult.SuccessRehashNeeded ? await accounts.RehashAsync(account.Id, hash, Passwords.Hash(password), cancellation) : account;
    }
}
