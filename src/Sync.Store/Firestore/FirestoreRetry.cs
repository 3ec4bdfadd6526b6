using Polly;
using Polly.Retry;
using Sync.Model;

namespace Sync.Store.Firestore;

/// <summary>When a request is sent again.</summary>
internal static class FirestoreRetry
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(16);

    /// <summary>Growing, jittered waits, by the given clock.</summary>
    /// <param name="retries">How often at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">Of the jitter; null takes it from the clock.</param>
    public static ResiliencePipeline<FirestoreAnswer> Build(int retries, TimeProvider time, int? seed)
    {
        var builder = new ResiliencePipelineBuilder<FirestoreAnswer> { TimeProvider = time };
        if (retries == 0) return builder.Build();
        return builder.AddRetry(new RetryStrategyOptions<FirestoreAnswer>
        {
            MaxRetryAttempts = retries,
            Delay = FirstWait,
            MaxDelay = LongestWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = Jitter.From(seed, time),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } e ? IsPassing(e) : attempt.Outcome.Result!.IsPassing),
        }).Build();
    }

    /// <summary>Whether an exception means that no answer came, whatever the server did.</summary>
    public static bool IsPassing(Exception exception) => exception is HttpRequestException or IOException or TimeoutException;
}
