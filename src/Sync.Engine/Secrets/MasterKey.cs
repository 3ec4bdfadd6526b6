using System.Security.Cryptography;

namespace Sync.Engine.Secrets;

/// <summary>The key that wraps each tenant's own key. It never leaves this process and is never stored beside the data.</summary>
public sealed class MasterKey
{
    private readonly Lazy<byte[]?> read;
    private readonly Lazy<byte[]> readOrCreated;

    private MasterKey(Func<byte[]?> read, Func<byte[]> create)
    {
        this.read = new Lazy<byte[]?>(read);
        readOrCreated = new Lazy<byte[]>(() => this.read.Value ?? create());
    }

    /// <summary>The key to unwrap with; null where there is none yet.</summary>
    internal byte[]? Existing => readOrCreated.IsValueCreated ? readOrCreated.Value : read.Value;

    /// <summary>The key to wrap with, made where there is none yet.</summary>
    internal byte[] ForWrapping => readOrCreated.Value;

    /// <summary>Reads a key that is given as 32 bytes in base64.</summary>
    /// <exception cref="FormatException">It is not; the message does not repeat it.</exception>
    public static MasterKey Parse(string base64)
    {
        var bytes = new byte[33];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length) || length != 32)
            throw new FormatException("The master key must be 32 random bytes in base64, such as 'openssl rand -base64 32' prints.");
        var key = bytes[..32];
        return new MasterKey(() => key, () => key);
    }

    /// <summary>
    /// A key in a file that only its owner can read. The file is made when the first tenant's key is wrapped, and only then: a
    /// lost file is not replaced by another key that can read nothing.
    /// </summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static MasterKey InFile(string path)
    {
        if (File.Exists(path)) Read(path);
        return new MasterKey(() => File.Exists(path) ? Read(path) : null, () =>
        {
            Create(path);
            return Read(path);
        });
    }

    private static byte[] Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path)).ForWrapping;
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
