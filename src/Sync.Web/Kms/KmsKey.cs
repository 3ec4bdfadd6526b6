using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sync.Engine.Secrets;
using Sync.Store;

namespace Sync.Web.Kms;

/// <summary>
/// A master key in Google's Cloud KMS, which never leaves it. The purpose is its additional authenticated data. Versions of the
/// key may be rotated there at will: KMS knows by which one something was encrypted, as long as that one is enabled.
/// </summary>
public sealed partial class KmsKey : IWrappingKey, IDisposable
{
    /// <summary>What stands before the name where a master key is told: <c>kms:projects/…</c>.</summary>
    public const string Prefix = "kms:";

    private readonly string name;
    private readonly KmsClient client;

    private KmsKey(string name, KmsOptions options, TimeProvider time) => (this.name, client, Id) = (name, new KmsClient(options, time), WrappedKey.IdOf(Encoding.UTF8.GetBytes(name)));

    /// <inheritdoc />
    public string Kind => "kms";

    /// <summary>A hash of its name: the same for all its versions.</summary>
    public string Id { get; }

    /// <summary>The key of a name.</summary>
    /// <param name="text"><c>kms:projects/P/locations/L/keyRings/R/cryptoKeys/K</c>.</param>
    /// <param name="options">How KMS is reached.</param>
    /// <param name="time">The clock of waits.</param>
    /// <exception cref="FormatException">It is no such name.</exception>
    public static KmsKey Parse(string text, KmsOptions options, TimeProvider time)
    {
        var name = text.Trim();
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Name().IsMatch(name)
            ? new KmsKey(name, options, time)
            : throw new FormatException($"'{Prefix}{name}' is not a key of Cloud KMS: write {Prefix}projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY, without a version.");
    }

    /// <inheritdoc />
    public bool Knows(string keyId) => keyId == Id;

    /// <inheritdoc />
    public async Task<WrappedKey> WrapAsync(byte[] dataKey, byte[] purpose, CancellationToken cancellation)
    {
        var request = new KmsEncryptRequest(dataKey, purpose, Crc32C.TextOf(dataKey), Crc32C.TextOf(purpose));
        try
        {
            var answer = await client.AskAsync(name, "encrypt", request, KmsJson.Default.KmsEncryptRequest, KmsJson.Default.KmsEncryptAnswer, Check, cancellation);
            return new WrappedKey(answer.Ciphertext!, Id, Kind);
        }
        catch (KmsRefusedException e)
        {
            throw Explained(e);
        }
    }

    /// <inheritdoc />
    public async Task<byte[]> UnwrapAsync(WrappedKey wrapped, byte[] purpose, CancellationToken cancellation)
    {
        var request = new KmsDecryptRequest(wrapped.Bytes, purpose, Crc32C.TextOf(wrapped.Bytes), Crc32C.TextOf(purpose));
        try
        {
            var answer = await client.AskAsync(name, "decrypt", request, KmsJson.Default.KmsDecryptRequest, KmsJson.Default.KmsDecryptAnswer, Check, cancellation);
            return answer.Plaintext!;
        }
        catch (KmsRefusedException e) when (e is { Status: HttpStatusCode.BadRequest, Code: "INVALID_ARGUMENT" })
        {
            throw new SecretUnreadableException(e); // another key, another purpose, or altered: KMS does not tell which
        }
        catch (KmsRefusedException e)
        {
            throw Explained(e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private void Check(KmsEncryptAnswer answer)
    {
        if (!answer.VerifiedPlaintextCrc32c || !answer.VerifiedAdditionalAuthenticatedDataCrc32c) throw new KmsDamagedException("it did not see the request's checksums");
        if (answer.Name?.StartsWith(name + "/cryptoKeyVersions/", StringComparison.Ordinal) != true) throw new KmsDamagedException("it used another key than it was asked to");
        CheckSum(answer.Ciphertext, answer.CiphertextCrc32c);
    }

    private static void Check(KmsDecryptAnswer answer) => CheckSum(answer.Plaintext, answer.PlaintextCrc32c);

    private static void CheckSum(byte[]? bytes, string? sum)
    {
        if (bytes is null || Crc32C.TextOf(bytes) != sum) throw new KmsDamagedException("the answer does not fit its checksum");
    }

    // Google's own text is behind it, for the log; it is not an owner's to mend.
    private StoreException Explained(KmsRefusedException e) => new(StoreFailure.Denied, e switch
    {
        { Status: HttpStatusCode.NotFound } => $"Cloud KMS has no key {name}. Check SYNC_MASTER_KEY, and that the key was not destroyed.",
        { Code: "FAILED_PRECONDITION" } => $"Cloud KMS does not use {name}: the version that is needed is disabled or destroyed ({e.Message}). Enable it, or restore it while it is scheduled for destruction.",
        { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
            $"Cloud KMS does not let this service use {name} ({e.Message}). Grant its account roles/cloudkms.cryptoKeyEncrypterDecrypter on that key.",
        _ => $"Cloud KMS refused to use {name} ({e.Message}).",
    }, inner: e);

    [GeneratedRegex(@"^projects/[a-z0-9:.\-]+/locations/[a-z0-9\-]+/keyRings/[A-Za-z0-9_\-]{1,63}/cryptoKeys/[A-Za-z0-9_\-]{1,63}\z")]
    private static partial Regex Name();
}
