using Polly;
using Polly.Retry;
using Sync.Model;

namespace Sync.ConnectorKit.Http;

/// <summary>When a request is tried again, and after how long.</summary>
internal sealed class RetryPolicy(PosHttpOptions options, TimeProvider time, RequestMeter meter, RequestPace pace)
{
    private readonly Func<double> random = Jitter.From(options.JitterSeed, time);

    /// <summary>Whether a request whose answer got lost is given up, since it may have been carried out.</summary>
    public bool Once { get; init; }

    /// <summary>How long whoever waits will wait yet; null where nobody does.</summary>
    public Func<TimeSpan?> Left { get; init; } = () => null;

    public ResiliencePipeline Build()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxTries < 2) return builder.Build();
        return builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxTries - 1,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is TryAgainException e && Bearable(e) && !(Once && e.Lost)),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(WaitAfter((TryAgainException)args.Outcome.Exception!, args.AttemptNumber)),
            OnRetry = args =>
            {
                if (args.Outcome.Exception is not TryAgainException { Throttled: true }) return ValueTask.CompletedTask;
                meter.CountThrottle(args.RetryDelay);
                pace.Pause(args.RetryDelay);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    private bool Bearable(TryAgainException failure) =>
        (failure.Asked is not { } asked || asked <= options.LongestWait) && (Left() is not { } left || (failure.Asked ?? options.FirstWait) < left);

    private TimeSpan WaitAfter(TryAgainException failure, int attempt)
    {
        // A stated wait is kept to the letter. A stated zero says nothing, and six tries at once would help nobody.
        if (failure.Asked is { } asked && asked > TimeSpan.Zero) return asked;
        var grown = options.FirstWait * Math.Pow(2, attempt);
        var jittered = grown * (0.75 + 0.5 * random());
        return jittered < options.LongestWait ? jittered : options.LongestWait;
    }
}
