using Sync.Engine.Secrets;
using Sync.Web.Kms;

namespace Sync.Web.Composition;

/// <summary>The master keys that the settings tell of.</summary>
public static class MasterKeys
{
    /// <summary>Where the key file stands when no other key is told.</summary>
    public static string FileOf(SyncSettings settings)
    {
        var folder = settings.Store.IsFile ? Path.GetDirectoryName(Path.GetFullPath(settings.Store.Place))! : "data";
        return Path.Combine(folder, "master.key");
    }

    /// <summary>The key in force and those that are accepted besides.</summary>
    /// <exception cref="FormatException">One is no key; the message repeats none.</exception>
    public static MasterKey Load(SyncSettings settings, TimeProvider time)
    {
        IWrappingKey inForce = settings.MasterKey is { } key ? Parse(key, settings, time) : new KeyFile(FileOf(settings));
        var others = (settings.FurtherMasterKeys ?? "").Split([' ', ',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new MasterKey(inForce, [.. others.Select(o => Parse(o, settings, time))]);
    }

    /// <summary>A key as a variable tells it: 32 bytes in base64, or <c>kms:projects/…</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IWrappingKey Parse(string text, SyncSettings settings, TimeProvider time) => text.TrimStart().StartsWith(KmsKey.Prefix, StringComparison.Ordinal)
        ? KmsKey.Parse(text, settings.Kms, time)
        : LocalKey.Parse(text);
}
