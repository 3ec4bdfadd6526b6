using System.Security.Cryptography;

namespace Sync.Model;

/// <summary>
/// Makes ids. They are injected with the clock, which whatever needs an id has already: a clock that is an <see cref="IIdSource"/>
/// says them, as in a test; of any other they are random. What nobody may guess is a secret and not made here.
/// </summary>
public static class Ids
{
    /// <summary>A new id in lower-case hex.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="bytes">How long: two letters for each byte.</param>
    public static string New(TimeProvider time, int bytes = 10) =>
        Convert.ToHexStringLower(time is IIdSource source ? source.NextId(bytes) : RandomNumberGenerator.GetBytes(bytes));
}
