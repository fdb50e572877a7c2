using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Earshot.Crypto;

/// <summary>What the processor families share: a round of AES, and the product of two polynomials over
/// GF(2).</summary>
internal static class AesInstructions
{
    public static bool AreSupported { get; } =
        X86.Aes.IsSupported && X86.Pclmulqdq.IsSupported && X86.Ssse3.IsSupported || Arm.Aes.IsSupported;

    /// <summary>SubBytes, ShiftRows, MixColumns, AddRoundKey. ARM adds the key first, so it gets none
    /// there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> key) => X86.Aes.IsSupported
        ? X86.Aes.Encrypt(state, key)
        : Arm.Aes.MixColumns(Arm.Aes.Encrypt(state, Vector128<byte>.Zero)) ^ key;

    /// <summary>SubBytes, ShiftRows, AddRoundKey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> key) => X86.Aes.IsSupported
        ? X86.Aes.EncryptLast(state, key)
        : Arm.Aes.Encrypt(state, Vector128<byte>.Zero) ^ key;

    /// <summary>The product of the low halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> a, Vector128<ulong> b) => X86.Pclmulqdq.IsSupported
        ? X86.Pclmulqdq.CarrylessMultiply(a, b, 0x00)
        : Arm.Aes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetLower());

    /// <summary>The product of the high halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> a, Vector128<ulong> b) => X86.Pclmulqdq.IsSupported
        ? X86.Pclmulqdq.CarrylessMultiply(a, b, 0x11)
        : Arm.Aes.PolynomialMultiplyWideningUpper(a, b);

    /// <summary>The sum of the products of low with high and of high with low half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> a, Vector128<ulong> b) => X86.Pclmulqdq.IsSupported
        ? X86.Pclmulqdq.CarrylessMultiply(a, b, 0x01) ^ X86.Pclmulqdq.CarrylessMultiply(a, b, 0x10)
        : Arm.Aes.PolynomialMultiplyWideningLower(a.GetUpper(), b.GetLower()) ^
          Arm.Aes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetUpper());
}
