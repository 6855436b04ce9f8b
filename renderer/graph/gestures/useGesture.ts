import { useEffect, useState, type RefObject } from 'react'
import { lead, type Gesture } from '../../controls/gesture'

/** Sends presses on an element to the gesture that `make` creates on the first render. */
export function useGesture(host: RefObject<HTMLElement | null>, make: () => Gesture): void {
  const [gesture] = useState(make)
  useEffect(() => (host.current ? lead(host.current, gesture) : undefined), [host, gesture])
}
