using Microsoft.AspNetCore.Identity;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>
/// Signing in by address and password, hashed by ASP.NET Core's own hasher. Whether there is an account of an address can be
/// told neither from the answer nor from the time it takes.
/// </summary>
internal sealed class PasswordSignIn(AccountDirectory accounts, TimeProvider time)
{
    /// <summary>The least length of a password (NIST SP 800-63B-4 asks for 15 where it is the only factor, 8 at least).</summary>
    public const int LeastLength = 12;

    private const int MostLength = 200;
    private static readonly PasswordHasher<Account> Hasher = new();
    private static readonly Account Nobody = new("", "", "");
    private static readonly Lazy<string> AnyHash = new(() => Hasher.HashPassword(Nobody, "nobody's password"));

    /// <summary>What is wrong with a new password; null where nothing is.</summary>
    public static string? WhyNot(string password, string email) =>
        password.Length < LeastLength ? $"The password has {password.Length} characters; give it at least {LeastLength}. A few unrelated words do well."
        : password.Length > MostLength ? $"The password is longer than {MostLength} characters."
        : password.Contains(email, StringComparison.OrdinalIgnoreCase) || password.Distinct().Count() < 4 ? "This password is easily guessed. A few unrelated words do well."
        : null;

    /// <summary>A new password's hash.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>The account, if the password is right and the account is not locked.</summary>
    public async Task<Account?> FindAsync(string email, string password, CancellationToken cancellation)
    {
        if (password.Length > MostLength) return null;
        var account = await accounts.FindByEmailAsync(email, cancellation);
        var result = Hasher.VerifyHashedPassword(Nobody, account?.PasswordHash ?? AnyHash.Value, password);
        if (account?.PasswordHash is null || account.LockedUntil > time.GetUtcNow()) return null;
        if (result == PasswordVerificationResult.Failed)
        {
            await accounts.FailedAsync(account.Id, cancellation);
            return null;
        }

        var better = result == PasswordVerificationResult.SuccessRehashNeeded ? Hasher.HashPassword(Nobody, password) : null;
        return await accounts.SignedInAsync(account.Id, better, cancellation);
    }
}
