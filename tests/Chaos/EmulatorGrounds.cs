using Sync.TestKit;

namespace Sync.Chaos.Tests;

/// <summary>Projects of the emulator, each a new one.</summary>
public sealed class EmulatorGrounds(ChaosShops shops) : IGrounds
{
    async Task<Ground> IGrounds.NewAsync(bool synced)
    {
        var emulator = await FirestoreEmulator.SharedAsync();
        var ground = new Ground("firestore:" + emulator.NewProject(), Path.GetTempPath(), emulator.Host);
        await ground.ConnectAsync(shops.Before);
        if (!synced) return ground;
        await ground.RunLaterAsync();
        await ground.ConnectAsync(shops.After);
        return ground;
    }
}
