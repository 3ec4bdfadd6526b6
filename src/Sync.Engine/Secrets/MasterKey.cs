using System.Security.Cryptography;

namespace Sync.Engine.Secrets;

/// <summary>The key that wraps each tenant's own key. It never leaves this process and is never stored beside the data.</summary>
public sealed class MasterKey
{
    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    internal ReadOnlySpan<byte> Bytes => key;

    /// <summary>Reads a key that is given as 32 bytes in base64.</summary>
    /// <exception cref="FormatException">It is not; the message does not repeat it.</exception>
    public static MasterKey Parse(string base64)
    {
        var bytes = new byte[33];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length) || length != 32)
            throw new FormatException("The master key must be 32 random bytes in base64, such as 'openssl rand -base64 32' prints.");
        return new MasterKey(bytes[..32]);
    }

    /// <summary>Reads the key from a file that only its owner can read; makes it, once, where there is none.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static MasterKey LoadOrCreate(string path)
    {
        if (!File.Exists(path)) Create(path);
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} does not hold a master key. Put the right file back: secrets stored with another key cannot be read.", e);
        }
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = path + "." + Environment.ProcessId;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        using (var writer = new StreamWriter(file)) writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        // Two processes may start at once: the first to link its draft wins, and both read that one.
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
