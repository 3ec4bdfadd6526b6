using Sync.Model;

namespace Sync.ConnectorKit.OAuth;

/// <summary>The stored secrets of one connection, which several processes may want to renew at the same time.</summary>
public interface ISharedSecrets
{
    /// <summary>
    /// Renews them once for everybody. Where others than the used ones are stored by now, those are the answer and nobody is
    /// asked; else one caller renews while the others wait, and what it brought is stored before anybody uses it.
    /// </summary>
    /// <param name="used">The secrets that the caller used, by setting; an empty one stands for none.</param>
    /// <param name="renew">Asks the POS, once; answers with what changed. It is not given up half-way: what it brings may be good for one use.</param>
    /// <param name="cancellation">Ends the wait for others.</param>
    /// <returns>The connection's secrets as they are stored then.</returns>
    /// <exception cref="ReauthoriseException">The POS refuses to renew them.</exception>
    /// <exception cref="RetryLaterException">It cannot be told or done now; what is stored stays.</exception>
    Task<IReadOnlyDictionary<string, Secret>> RenewAsync(
        IReadOnlyDictionary<string, Secret> used, Func<Task<IReadOnlyDictionary<string, Secret>>> renew, CancellationToken cancellation);
}
