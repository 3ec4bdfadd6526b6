namespace Sync.Chaos.Tests;

/// <summary>Makes places for documents, each with an org that is connected to a shop.</summary>
internal interface IGrounds
{
    /// <summary>A fresh one, never synced; or one that holds the shop as it was and is connected to the shop as it is now.</summary>
    Task<Ground> NewAsync(bool synced);
}
