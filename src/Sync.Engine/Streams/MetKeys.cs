using Sync.Engine.Ledger;

namespace Sync.Engine.Streams;

/// <summary>
/// Which keys a run has met, about: one bit stands for many, so that a million cost a megabyte. That a key was not met is certain.
/// </summary>
internal sealed class MetKeys
{
    private const int Bits = 1 << 23; // of a million keys an eighth look as if they had been met

    private ulong[]? bits;

    /// <summary>Notes a key; returns whether it is certain that it had not been met.</summary>
    public bool Add(StableHash key)
    {
        bits ??= new ulong[Bits / 64];
        var at = (int)((key.Low >> 32) & (Bits - 1)); // other bits than those that choose a row's bucket
        ref var word = ref bits[at / 64];
        var mine = 1UL << (at % 64);
        var isNew = (word & mine) == 0;
        word |= mine;
        return isNew;
    }
}
