namespace Sync.Simulator;

/// <summary>The forms in which the live service was seen to answer.</summary>
public enum LiveListForm
{
    /// <summary><c>{"customers": [...]}</c></summary>
    Named,

    /// <summary><c>{"data": [...]}</c></summary>
    Data,

    /// <summary><c>[...]</c></summary>
    Array,

    /// <summary><c>{"0": ..., "1": ...}</c></summary>
    Numbered,
}
