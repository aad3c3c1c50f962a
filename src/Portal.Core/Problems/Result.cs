using System.Diagnostics.CodeAnalysis;

namespace Portal.Problems;

/// <summary>A value, or the expected failure that stands in its way. Unexpected failures throw.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>Null exactly when there is a value.</summary>
    public Error? Error { get; }

    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value =>
        Error is null ? _value! : throw new InvalidOperationException($"No value: {Error}");

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Error? error)
    {
        value = _value;
        error = Error;
        return error is null;
    }

    /// <summary>For interfaces, from which C# converts to nothing implicitly.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>The value of an operation that gives nothing but success.</summary>
public readonly record struct Done
{
    public static Done Value { get; }
}
