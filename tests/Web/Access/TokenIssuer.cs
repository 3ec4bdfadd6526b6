using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Access;

/// <summary>Issues ID tokens as Google and Firebase do, and hands out the keys that it signs with.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    private readonly RSA key;
    private readonly FakeServer server;

    private TokenIssuer(RSA key, FakeServer server) => (this.key, this.server) = (key, server);

    public FakeServer Server => server;

    /// <summary>Where its keys are.</summary>
    public string Keys => server.Url + "/keys";

    /// <summary>The public key as it is handed out.</summary>
    public byte[] PublicKey => Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem());

    /// <param name="also">What else it answers, by path and body; null from it for what it does not know.</param>
    public static async Task<TokenIssuer> StartAsync(Func<string, string, FakeAnswer?>? also = null)
    {
        var key = RSA.Create(2048);
        var open = key.ExportParameters(false);
        var set = JsonSerializer.SerializeToUtf8Bytes(new { keys = new[] { new { kty = "RSA", alg = "RS256", use = "sig", kid = "1", n = Base64Url.EncodeToString(open.Modulus), e = Base64Url.EncodeToString(open.Exponent) } } });
        return new TokenIssuer(key, await FakeServer.StartAsync((request, body) => also?.Invoke(request.Path, body) ?? new FakeAnswer(200, set)));
    }

    /// <summary>A token, signed with RS256 by this issuer.</summary>
    public string Sign(IReadOnlyDictionary<string, object?> claims, string algorithm = "RS256") => Seal(algorithm, claims, Signed);

    /// <summary>A token whose signature somebody else has made, by some other way.</summary>
    public static string Seal(string algorithm, IReadOnlyDictionary<string, object?> claims, Func<byte[], byte[]> signature)
    {
        var text = $"{Part(new { alg = algorithm, kid = "1", typ = "JWT" })}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(signature(Encoding.UTF8.GetBytes(text)))}";
    }

    public byte[] Signed(byte[] text) => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        key.Dispose();
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
