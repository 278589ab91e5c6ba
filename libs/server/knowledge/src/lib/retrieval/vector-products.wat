;; The loop of a search by meaning: rows of signed bytes times one row of 16-bit numbers, sixteen at a time, each sum in 32 bits.
;; vector-products.ts holds its binary form: npx --package=wabt@1 wat2wasm vector-products.wat --output=- | base64 -w0
(module
  (memory (export "memory") 7)
  (func (export "products") (param $rows i32) (param $width i32) (param $asked i32) (param $held i32) (param $out i32)
    (local $sum v128) (local $q i32) (local $end i32) (local $v v128)
    (loop $row
      (local.set $sum (v128.const i32x4 0 0 0 0))
      (local.set $q (local.get $asked))
      (local.set $end (i32.add (local.get $held) (local.get $width)))
      (loop $step
        (local.set $v (v128.load (local.get $held)))
        (local.set $sum (i32x4.add (local.get $sum) (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (v128.load (local.get $q)))))
        (local.set $sum (i32x4.add (local.get $sum) (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (v128.load offset=16 (local.get $q)))))
        (local.set $held (i32.add (local.get $held) (i32.const 16)))
        (local.set $q (i32.add (local.get $q) (i32.const 32)))
        (br_if $step (i32.lt_u (local.get $held) (local.get $end))))
      (i32.store (local.get $out) (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
        (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1)))))))
