using System.Security.Cryptography;

namespace Sync.Simulator.Kms;

/// <summary>A key of the fake, with its versions; the last is the primary one.</summary>
public sealed class FakeKmsKey
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly HashSet<int> disabled = [];

    internal List<byte[]> Versions { get; } = [RandomNumberGenerator.GetBytes(32)];

    /// <summary>Whether the service's account may use it.</summary>
    public bool Allowed { get; set; } = true;

    /// <summary>Makes a version, which becomes the primary one.</summary>
    public void AddVersion() => Versions.Add(RandomNumberGenerator.GetBytes(32));

    /// <summary>Disables all versions.</summary>
    public void Disable() => disabled.UnionWith(Enumerable.Range(0, Versions.Count));

    /// <summary>Enables all versions.</summary>
    public void Enable() => disabled.Clear();

    internal bool Enabled(int version) => !disabled.Contains(version);

    internal byte[] Seal(int version, byte[] clear, byte[] aad)
    {
        var bytes = new byte[1 + NonceBytes + TagBytes + clear.Length];
        bytes[0] = (byte)version;
        RandomNumberGenerator.Fill(bytes.AsSpan(1, NonceBytes));
        using var aes = new AesGcm(Versions[version], TagBytes);
        aes.Encrypt(bytes.AsSpan(1, NonceBytes), clear, bytes.AsSpan(1 + NonceBytes + TagBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), aad);
        return bytes;
    }

    internal byte[]? Open(byte[] bytes, byte[] aad)
    {
        if (bytes.Length < 1 + NonceBytes + TagBytes || bytes[0] >= Versions.Count) return null;
        var clear = new byte[bytes.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(Versions[bytes[0]], TagBytes);
        try
        {
            aes.Decrypt(bytes.AsSpan(1, NonceBytes), bytes.AsSpan(1 + NonceBytes + TagBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), clear, aad);
            return clear;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null; // KMS does not tell why either
        }
    }
}
