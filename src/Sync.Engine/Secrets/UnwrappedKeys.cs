using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sync.Engine.Secrets;

/// <summary>
/// Tenants' keys in clear, in memory only, by what they were unwrapped from and for. Many who ask at once make one request; a
/// failure is not kept. Of more than 10,000 the oldest go.
/// </summary>
internal sealed class UnwrappedKeys
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    public async Task<byte[]> GetAsync(WrappedKey wrapped, byte[] purpose, Func<Task<byte[]>> unwrap, CancellationToken cancellation)
    {
        var name = Convert.ToBase64String(SHA256.HashData([.. SHA256.HashData(purpose), .. wrapped.Bytes]));
        var made = new Lazy<Task<byte[]>>(unwrap);
        var entry = keys.GetOrAdd(name, made);
        if (entry == made) Bound(name);
        try
        {
            return await entry.Value.WaitAsync(cancellation);
        }
        catch when (entry.Value.IsFaulted || entry.Value.IsCanceled)
        {
            keys.TryRemove(new KeyValuePair<string, Lazy<Task<byte[]>>>(name, entry));
            throw;
        }
    }

    private void Bound(string added)
    {
        order.Enqueue(added);
        while (order.Count > Most && order.TryDequeue(out var oldest)) keys.TryRemove(oldest, out _);
    }
}
