using Google.Apis.Auth;

namespace Sync.Web.Access;

/// <summary>
/// ID tokens of Google, and of the operator's Firebase project, verified by Google's own library: signature, issuer, end.
/// Without a client id or a project configured none is good. Facts about Google's tokens:
/// https://developers.google.com/identity/gsi/web/guides/verify-google-id-token; about Firebase's:
/// https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library.
/// </summary>
internal sealed class IdTokens(string? googleClient, string? firebaseProject, IdTokenKeys keys)
{
    private const int MostLength = 8_000;

    // The issuer's clock may go a little before ours.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<Trusted> trusted =
    [
        .. googleClient is null ? [] : (Trusted[])[new Trusted(googleClient, ["https://accounts.google.com", "accounts.google.com"], keys.Google)],
        .. firebaseProject is null ? [] : (Trusted[])[new Trusted(firebaseProject, ["https://securetoken.google.com/" + firebaseProject], keys.Firebase)],
    ];

    /// <summary>The verified address that a token is of; null where it is not good, or the address was not verified.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="nonce">What it must have been asked for with; null where somebody else has asked for it.</param>
    /// <exception cref="KeysUnavailableException">The issuer's keys cannot be had just now.</exception>
    public async Task<string?> EmailOfAsync(string token, CancellationToken cancellation, string? nonce = null)
    {
        // What a token says of itself only decides whose keys are asked for: nobody makes us fetch any with a token of somebody else's.
        if (trusted.Count == 0 || token.Length > MostLength || IdTokenClaims.Read(token) is not { } claims) return null;
        return trusted.FirstOrDefault(t => t.Issuers.Contains(claims.Issuer) && t.Audience == claims.Audience) is { } by ? await VerifyAsync(token, by, nonce, cancellation) : null;
    }

    private static async Task<string?> VerifyAsync(string token, Trusted by, string? nonce, CancellationToken cancellation)
    {
        var options = new SignedTokenVerificationOptions { CertificatesUrl = by.Keys, IssuedAtClockTolerance = Tolerance };
        options.TrustedAudiences.Add(by.Audience);
        foreach (var issuer in by.Issuers) options.TrustedIssuers.Add(issuer);
        try
        {
            var payload = await JsonWebSignature.VerifySignedTokenAsync<Payload>(token, options, cancellation);
            return payload is { EmailVerified: true, Subject.Length: > 0, Email.Length: > 0 } && (nonce is null || payload.Nonce == nonce) ? payload.Email : null;
        }
        catch (InvalidJwtException)
        {
            return null; // who shows one that is not good is told to sign in
        }
        catch (HttpRequestException e)
        {
            throw new KeysUnavailableException(e);
        }
    }

    /// <param name="Audience">Whom tokens must be for.</param>
    /// <param name="Issuers">Who may say it has issued them.</param>
    /// <param name="Keys">Where its keys are.</param>
    private sealed record Trusted(string Audience, IReadOnlyList<string> Issuers, string Keys);

    private sealed class Payload : JsonWebSignature.Payload
    {
        [Newtonsoft.Json.JsonProperty("email")]
        public string? Email { get; set; }

        [Newtonsoft.Json.JsonProperty("email_verified")]
        public bool EmailVerified { get; set; }
    }
}
