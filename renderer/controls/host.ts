import { createContext, useContext } from 'react'

/** The page of a component: that of the main window, or of a second one. */
export const HostDocument = createContext<Document | undefined>(undefined)
export const useHost = (): Document => useContext(HostDocument) ?? document
