using Google.Apis.Auth;

namespace Sync.Web.Access;

/// <summary>
/// ID tokens of Google, and of the operator's Firebase project, verified by Google's own library: signature, issuer, audience, end.
/// Without a client id or a project configured none is good. Facts about Firebase's tokens:
/// https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library.
/// </summary>
internal sealed class IdTokens(string? googleClient, string? firebaseProject)
{
    private const string FirebaseCertificates = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
    private const int MostLength = 8_000;

    /// <summary>Whether any can be good.</summary>
    public bool Any => googleClient is not null || firebaseProject is not null;

    /// <summary>The verified address that a token is of; null where it is not good, or the address was not verified.</summary>
    public async Task<string?> EmailOfAsync(string token, CancellationToken cancellation)
    {
        if (!Any || token.Length > MostLength || token.Count(c => c == '.') != 2) return null;
        return await GoogleAsync(token) ?? await FirebaseAsync(token, cancellation);
    }

    private async Task<string?> GoogleAsync(string token)
    {
        if (googleClient is null) return null;
        try
        {
            var payload = await GoogleJsonWebSignature.ValidateAsync(token, new GoogleJsonWebSignature.ValidationSettings { Audience = [googleClient] });
            return payload.EmailVerified ? payload.Email : null;
        }
        catch (InvalidJwtException)
        {
            return null; // it may be Firebase's; who shows one that is neither is told to sign in
        }
    }

    private async Task<string?> FirebaseAsync(string token, CancellationToken cancellation)
    {
        if (firebaseProject is null) return null;
        var options = new SignedTokenVerificationOptions { CertificatesUrl = FirebaseCertificates };
        options.TrustedAudiences.Add(firebaseProject);
        options.TrustedIssuers.Add("https://securetoken.google.com/" + firebaseProject);
        try
        {
            var payload = await JsonWebSignature.VerifySignedTokenAsync<FirebasePayload>(token, options, cancellation);
            return payload is { EmailVerified: true, Subject.Length: > 0 } ? payload.Email : null;
        }
        catch (InvalidJwtException)
        {
            return null; // as above
        }
    }

    private sealed class FirebasePayload : JsonWebSignature.Payload
    {
        [Newtonsoft.Json.JsonProperty("email")]
        public string? Email { get; set; }

        [Newtonsoft.Json.JsonProperty("email_verified")]
        public bool EmailVerified { get; set; }
    }
}
