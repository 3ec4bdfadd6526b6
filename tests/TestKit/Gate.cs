namespace Sync.TestKit;

/// <summary>Holds one request of the shop until a test lets it pass.</summary>
public sealed class Gate : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ManualResetEventSlim open = new();
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => reached.Task.WaitAsync(Patience, TimeProvider.System);

    public void Pass()
    {
        reached.TrySetResult();
        open.Wait(Patience);
    }

    public void Open() => open.Set();

    public void Dispose()
    {
        open.Set();
        open.Dispose();
    }
}
