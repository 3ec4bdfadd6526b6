namespace Sync.Store;

/// <summary>How a caller that writes in batches should cut them.</summary>
/// <param name="MaxCommitBytes">Cut before the sum of <see cref="DocumentWrite.CommitBytes"/> passes this.</param>
/// <param name="MaxCommitWrites">Cut at so many writes; more are taken, but not faster.</param>
/// <param name="ParallelCommits">So many commits at a time are fastest.</param>
public sealed record StoreLimits(int MaxCommitBytes, int MaxCommitWrites, int ParallelCommits);
