namespace Sync.ConnectorKit;

/// <summary>
/// Why a connector cannot go on, named by what to do next: the set is closed (see the types below it). Each carries two
/// texts: one for the shop owner, one for the log. Neither ever holds a secret.
/// </summary>
public abstract class ConnectorException : Exception
{
    private protected ConnectorException(string ownerMessage, string logMessage, Exception? inner)
        : base(logMessage, inner) => OwnerMessage = ownerMessage;

    /// <summary>What happened and what to do, for the shop owner.</summary>
    public string OwnerMessage { get; }
}

/// <summary>The POS cannot answer now: try again after a time.</summary>
public sealed class RetryLaterException(string ownerMessage, string logMessage, TimeSpan? after = null, Exception? inner = null)
    : ConnectorException(ownerMessage, logMessage, inner)
{
    /// <summary>How long the POS asked to wait; null where it did not say.</summary>
    public TimeSpan? After { get; } = after;

    /// <summary>Whether the POS may have done what was asked, though its answer did not arrive: what is good once must not be asked again.</summary>
    public bool AnswerLost { get; init; }
}

/// <summary>The credentials are refused: the owner must sign in again or mend them.</summary>
public sealed class ReauthoriseException(string ownerMessage, string logMessage, Exception? inner = null)
    : ConnectorException(ownerMessage, logMessage, inner);

/// <summary>A setting is wrong: the owner must mend it.</summary>
public sealed class FixSettingsException(string setting, string ownerMessage, string logMessage, Exception? inner = null)
    : ConnectorException(ownerMessage, logMessage, inner)
{
    /// <summary>The setting that is likely wrong.</summary>
    public string Setting { get; } = setting;
}

/// <summary>One record cannot be understood: skip it, count it, go on.</summary>
public sealed class SkipRecordException(string reason, string logMessage, Exception? inner = null)
    : ConnectorException($"A record was skipped: {reason}.", logMessage, inner)
{
    /// <summary>A short, stable reason to count by.</summary>
    public string Reason { get; } = reason;

    /// <summary>The currency that the record is in, where that is why: another one than the connection's. Null elsewhere.</summary>
    public string? Currency { get; init; }
}

/// <summary>The paging lost its footing (a page or token came again, the total does not add up): read again from the start.</summary>
public sealed class RestartPagingException(string ownerMessage, string logMessage, Exception? inner = null)
    : ConnectorException(ownerMessage, logMessage, inner);

/// <summary>The POS answered in a way that the connector does not know: a bug of ours, or a changed API.</summary>
public sealed class ConnectorBugException(string logMessage, Exception? inner = null)
    : ConnectorException("The POS answered in a way that Sync does not understand. We need to look at this; nothing was lost.", logMessage, inner);
