using System.Security.Cryptography;
using System.Text;
using Sync.Web.Site.Import;

namespace Sync.Web.Api.Requests;

/// <summary>A file that came with a request, and the fields beside it. It goes with the request unless somebody keeps it.</summary>
/// <param name="Place">Where it waits.</param>
/// <param name="Name">Its name as it was sent, without folders.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="Fields">The fields beside it.</param>
internal sealed record BroughtFile(ImportPlace Place, string Name, long Bytes, IReadOnlyDictionary<string, string> Fields) : IDisposable
{
    private bool kept;

    /// <summary>Stands for the file and its fields: a request that is sent again is known by it.</summary>
    public required ReadOnlyMemory<byte> Print { get; init; }

    /// <summary>The print of a file that is where it waits.</summary>
    public static async Task<byte[]> PrintOfAsync(ImportPlace place, IReadOnlyDictionary<string, string> fields, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(place.FilePath);
        var content = await SHA256.HashDataAsync(file, cancellation);
        var named = fields.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => SHA256.HashData(Encoding.UTF8.GetBytes($"{f.Key}\n{f.Value}")));
        return SHA256.HashData([.. content, .. named]);
    }

    /// <summary>Leaves the file where it waits.</summary>
    public void Keep() => kept = true;

    /// <inheritdoc />
    public void Dispose()
    {
        if (!kept) ImportFolder.Remove(Place);
    }
}
