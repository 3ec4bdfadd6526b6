using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Kms;

/// <summary>
/// A fake of Google's Cloud KMS: keys with versions that really encrypt, checked checksums, and refusals with Google's codes
/// (https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys/encrypt and <c>/decrypt</c>).
/// </summary>
public sealed class FakeKms : IAsyncDisposable
{
    /// <summary>The access token that it asks for.</summary>
    public const string Token = "ya29.fake-access-token-of-the-service";

    private const string Prefix = "/v1/";
    private readonly Dictionary<string, FakeKmsKey> keys = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    private FakeKms() { }

    /// <summary>What carries it.</summary>
    public FakeServer Server { get; private set; } = null!;

    /// <summary>How many coming answers arrive changed.</summary>
    public int DamagedAnswers { get; set; }

    /// <summary>How many coming requests arrive changed.</summary>
    public int DamagedRequests { get; set; }

    /// <summary>How many coming requests arrive without their checksums.</summary>
    public int LostChecksums { get; set; }

    /// <summary>Opens it on a free port.</summary>
    public static async Task<FakeKms> StartAsync()
    {
        var kms = new FakeKms();
        kms.Server = await FakeServer.StartAsync(kms.Answer);
        return kms;
    }

    /// <summary>Makes a key.</summary>
    /// <returns>Its name.</returns>
    public string AddKey(string id)
    {
        var name = $"projects/shop-project/locations/europe-west1/keyRings/sync/cryptoKeys/{id}";
        lock (gate) keys.Add(name, new FakeKmsKey());
        return name;
    }

    /// <summary>A key, to be changed.</summary>
    public FakeKmsKey Key(string name)
    {
        lock (gate) return keys[name];
    }

    /// <summary>How often it was asked to do something.</summary>
    public int Asked(string method) => Server.Requests.Count(r => r.Path.EndsWith(":" + method, StringComparison.Ordinal));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        lock (gate)
        {
            if (request.Headers.Authorization != "Bearer " + Token) return Refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
            var (name, method) = request.Path.Value![Prefix.Length..].Split(':') is [var n, var m] ? (n, m) : ("", "");
            if (!keys.TryGetValue(name, out var key)) return Refuse(404, "NOT_FOUND", $"CryptoKey {name} not found.");
            if (!key.Allowed) return Refuse(403, "PERMISSION_DENIED", $"Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{name}' (or it may not exist).");
            using var json = JsonDocument.Parse(body);
            return method == "encrypt" ? Encrypt(name, key, json.RootElement) : Decrypt(name, key, json.RootElement);
        }
    }

    private FakeAnswer Encrypt(string name, FakeKmsKey key, JsonElement asked)
    {
        var (clear, aad) = (asked.GetProperty("plaintext").GetBytesFromBase64(), asked.GetProperty("additionalAuthenticatedData").GetBytesFromBase64());
        var lost = Take(LostChecksums, n => LostChecksums = n);
        if (Take(DamagedRequests, n => DamagedRequests = n)) clear[0] ^= 1;
        if (!lost && !Fits(asked, "plaintextCrc32c", clear)) return Refuse(400, "INVALID_ARGUMENT", "The checksum in field plaintext_crc32c did not match the data in field plaintext.");
        if (!lost && !Fits(asked, "additionalAuthenticatedDataCrc32c", aad)) return Refuse(400, "INVALID_ARGUMENT", "The checksum in field additional_authenticated_data_crc32c did not match.");
        var version = key.Versions.Count - 1;
        if (!key.Enabled(version)) return Disabled(name, version);
        var sealedBytes = key.Seal(version, clear, aad);
        var sum = Crc(sealedBytes);
        if (Take(DamagedAnswers, n => DamagedAnswers = n)) sealedBytes[^1] ^= 1;
        return new FakeAnswer(200, Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"{name}/cryptoKeyVersions/{version + 1}"));
            w.WriteBase64String("ciphertext", sealedBytes);
            w.WriteString("ciphertextCrc32c", sum);
            if (!lost)
            {
                w.WriteBoolean("verifiedPlaintextCrc32c", true); // Google's JSON leaves false out
                w.WriteBoolean("verifiedAdditionalAuthenticatedDataCrc32c", true);
            }

            w.WriteString("protectionLevel", "SOFTWARE");
            w.WriteEndObject();
        }));
    }

    private FakeAnswer Decrypt(string name, FakeKmsKey key, JsonElement asked)
    {
        var (bytes, aad) = (asked.GetProperty("ciphertext").GetBytesFromBase64(), asked.GetProperty("additionalAuthenticatedData").GetBytesFromBase64());
        if (Take(DamagedRequests, n => DamagedRequests = n)) bytes[^1] ^= 1;
        if (!Fits(asked, "ciphertextCrc32c", bytes)) return Refuse(400, "INVALID_ARGUMENT", "The checksum in field ciphertext_crc32c did not match the data in field ciphertext.");
        var version = bytes.Length > 0 ? bytes[0] : -1;
        if (version >= 0 && version < key.Versions.Count && !key.Enabled(version)) return Disabled(name, version);
        if (key.Open(bytes, aad) is not { } clear) return Refuse(400, "INVALID_ARGUMENT", "Decryption failed: the ciphertext is invalid.");
        var sum = Crc(clear);
        if (Take(DamagedAnswers, n => DamagedAnswers = n)) clear[^1] ^= 1;
        return new FakeAnswer(200, Json.Bytes(w =>
        {
            w.WriteStartObject();
            w.WriteBase64String("plaintext", clear);
            w.WriteString("plaintextCrc32c", sum);
            w.WriteBoolean("usedPrimary", version == key.Versions.Count - 1);
            w.WriteString("protectionLevel", "SOFTWARE");
            w.WriteEndObject();
        }));
    }

    private static bool Take(int left, Action<int> set)
    {
        if (left > 0) set(left - 1);
        return left > 0;
    }

    private static bool Fits(JsonElement asked, string field, byte[] bytes) => !asked.TryGetProperty(field, out var sum) || sum.GetString() == Crc(bytes);

    private static FakeAnswer Disabled(string name, int version) => Refuse(400, "FAILED_PRECONDITION", string.Create(
        CultureInfo.InvariantCulture, $"{name}/cryptoKeyVersions/{version + 1} is not enabled, current state is: DISABLED."));

    private static FakeAnswer Refuse(int status, string code, string message) => new(status, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("error");
        w.WriteNumber("code", status);
        w.WriteString("message", message);
        w.WriteString("status", code);
        w.WriteEndObject();
        w.WriteEndObject();
    }));

    // Bit by bit, by the polynomial of RFC 3720: another way than that of the code under test.
    private static string Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
        }

        return (~crc).ToString(CultureInfo.InvariantCulture);
    }
}
