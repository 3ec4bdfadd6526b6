using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Sync.Engine.Accounts;

namespace Sync.Web.Access;

/// <summary>Passwords: what a new one must be like, and ASP.NET Core's own hasher (PBKDF2 with HMAC-SHA512, 100,000 rounds, salted).</summary>
public static class Passwords
{
    /// <summary>The fewest characters of a new password. Length is what counts (NIST SP 800-63B), so nothing else is asked for.</summary>
    public const int LeastLength = 12;

    internal const int MostLength = 200;
    private static readonly PasswordHasher<Account> Hasher = new();
    private static readonly Account Nobody = new("", "", "");

    /// <summary>What is wrong with a new password; null where nothing is.</summary>
    /// <param name="password">The password.</param>
    /// <param name="email">The account's address.</param>
    /// <param name="org">The name of the org that it is for; null where it is for none in particular.</param>
    public static string? WhyNot(string password, string email, string? org = null) =>
        password.Length < LeastLength ? $"The password has {password.Length} characters; give it at least {LeastLength}. A few unrelated words do well."
        : password.Length > MostLength ? $"The password is longer than {MostLength} characters."
        : GuessablePasswords.Has(password, [email, org ?? ""]) ? "This password is easily guessed: it is made of common words, of your address or the shop's name, of rows or of repetitions. A few unrelated words do well."
        : null;

    /// <summary>A new password's hash.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>A password that nobody guesses: 80 random bits, in groups that can be typed.</summary>
    public static string Generate() =>
        string.Join('-', Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10)).Chunk(5).Select(c => new string(c)));

    internal static PasswordVerificationResult Verify(string hash, string password) => Hasher.VerifyHashedPassword(Nobody, hash, password);
}
