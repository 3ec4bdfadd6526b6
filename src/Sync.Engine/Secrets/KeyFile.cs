using System.Security.Cryptography;

namespace Sync.Engine.Secrets;

/// <summary>
/// A master key in a file that only its owner can read, made when the first tenant's key is wrapped, and only then: a lost file
/// is not replaced by another key that can read nothing. While it is rotated, the next key stands beside it as <c>….new</c>, and
/// afterwards the one before as <c>….{id}</c> until the operator removes it. All of them are looked at again for each key that is
/// not in memory, so that a service goes on while <c>possync</c> rotates.
/// </summary>
public sealed class KeyFile : IWrappingKey
{
    private const string FileKind = "file";
    private const int IdLength = 16;
    private readonly string path;

    /// <summary>The key in a file, which need not be there yet.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public KeyFile(string path)
    {
        this.path = path;
        _ = Read(path);
    }

    /// <inheritdoc />
    public string Kind => FileKind;

    /// <inheritdoc />
    public string? Id => Read(path)?.Id;

    /// <summary>Where the keys before are that were not removed yet.</summary>
    public IReadOnlyList<string> Retired => !Directory.Exists(Folder) ? [] :
    [
        .. Directory.EnumerateFiles(Folder, Path.GetFileName(path) + ".*")
            .Where(f => Path.GetExtension(f) is { Length: IdLength + 1 } id && id.AsSpan(1).IndexOfAnyExcept("0123456789abcdef") < 0)
            .Order(StringComparer.Ordinal),
    ];

    private string Next => path + ".new";

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <inheritdoc />
    public bool Knows(string keyId) => All().Any(k => k.Id == keyId);

    /// <inheritdoc />
    public Task<WrappedKey> WrapAsync(byte[] dataKey, byte[] purpose, CancellationToken cancellation) =>
        ReadOrCreate(path).WrapAsync(dataKey, purpose, cancellation);

    /// <inheritdoc />
    public async Task<byte[]> UnwrapAsync(WrappedKey wrapped, byte[] purpose, CancellationToken cancellation)
    {
        SecretUnreadableException? refusal = null;
        foreach (var key in All().Where(k => wrapped.KeyId is null || k.Id == wrapped.KeyId))
        {
            try
            {
                return await key.UnwrapAsync(wrapped, purpose, cancellation);
            }
            catch (SecretUnreadableException e)
            {
                refusal = e; // where it was wrapped before ids were noted, another may fit
            }
        }

        throw refusal ?? (File.Exists(path) ? SecretUnreadableException.OtherKey() : new SecretUnreadableException(null));
    }

    /// <summary>The key to come: made, or the one that a rotation before had made and was killed.</summary>
    public IWrappingKey BeginRotation() => ReadOrCreate(Next);

    /// <summary>Puts the key to come in force. At each instant there is a file of each key, and one in force.</summary>
    /// <returns>Where the key before stands now.</returns>
    public string EndRotation()
    {
        var before = Read(path) ?? throw new SecretUnreadableException(null);
        var retired = path + "." + before.Id;
        if (!File.Exists(retired)) Write(retired, File.ReadAllText(path));
        File.Move(Next, path, overwrite: true);
        return retired;
    }

    private IEnumerable<LocalKey> All() => new[] { path, Next }.Concat(Retired).Select(Read).OfType<LocalKey>();

    private static LocalKey ReadOrCreate(string file)
    {
        if (Read(file) is { } found) return found;
        Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return Read(file)!;
    }

    private static LocalKey? Read(string file)
    {
        try
        {
            return File.Exists(file) ? LocalKey.Parse(File.ReadAllText(file), FileKind) : null;
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file} does not hold a master key. Put the right file back: secrets stored with another key cannot be read.", e);
        }
    }

    private static void Write(string file, string text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var draft = file + ".draft" + Environment.ProcessId;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true); // what it wraps may be stored a moment later
        }

        // Two processes may start at once: the first to link its draft wins, and both read that one.
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
